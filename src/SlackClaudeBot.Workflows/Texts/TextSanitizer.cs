using System.Globalization;
using System.Text;

namespace SlackClaudeBot.Workflows.Texts;

/// <summary>
/// Takes out of people's and agents' text what can deceive or break a reader: control characters, characters that turn
/// the direction of writing (they can make text look like something else, CVE-2021-42574), broken surrogates; and bounds it.
/// </summary>
public static class TextSanitizer
{
    private const char Ellipsis = '…';

    /// <summary>Text of several lines, of at most <paramref name="maxLength"/> characters; what is cut ends with an ellipsis.</summary>
    public static string MultiLine(string? text, int maxLength) => Clean(text, maxLength, oneLine: false);

    /// <summary>The same on one line: runs of white space become one space.</summary>
    public static string SingleLine(string? text, int maxLength) => Clean(text, maxLength, oneLine: true);

    private static string Clean(string? text, int maxLength, bool oneLine)
    {
        if (string.IsNullOrEmpty(text) || maxLength <= 0)
        {
            return string.Empty;
        }

        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var kept = oneLine ? KeptOnOneLine(rune) : KeptInLines(rune);
            if (kept is not { } r || (oneLine && r.Value == ' ' && EndsWithSpace(clean)))
            {
                continue;
            }

            clean.Append(r.ToString());
            if (clean.Length > maxLength)
            {
                break;
            }
        }

        return Cut(clean.ToString().Trim(), maxLength);
    }

    private static Rune? KeptOnOneLine(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is '\n' or '\r' ? new Rune(' ') : KeptInLines(rune);

    private static Rune? KeptInLines(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => rune,
        0x85 or 0x2028 or 0x2029 => new Rune('\n'),
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control => null,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm: https://www.unicode.org/reports/tr9/
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => null,
        // Tags spell text that no reader sees.
        >= 0xE0000 and <= 0xE007F => null,
        _ => rune,
    };

    private static bool EndsWithSpace(StringBuilder text) => text.Length == 0 || text[^1] == ' ';

    /// <summary>The text as it is where it fits; else its beginning, between whole characters, with an ellipsis for the rest.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end).TrimEnd(), [Ellipsis]);
    }
}
