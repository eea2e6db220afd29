using System.Text;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>
/// The one place where text of people, agents and repositories becomes Slack's mrkdwn. Nothing of it can mention, link or
/// leave its code block: see https://docs.slack.dev/messaging/formatting-message-text#escaping
/// </summary>
public static partial class SlackText
{
    private const char Ellipsis = '…';

    private const string Fence = "```";

    /// <summary>Keeps backticks from closing a code block, without being seen.</summary>
    private const string ZeroWidthSpace = "\u200B";

    /// <summary>Text on one line, of at most <paramref name="maxLength"/> characters as sent.</summary>
    public static string Inline(string? text, int maxLength) => WithoutFences(Escape(TextSanitizer.SingleLine(text, maxLength), maxLength));

    /// <summary>A title on one line, isolated: letters that are written from right to left do not reorder what follows it.</summary>
    public static string Title(string? text, int maxLength) =>
        Inline(text, maxLength - 2) is { Length: > 0 } title ? RightToLeft().IsMatch(title) ? $"\u2068{title}\u2069" : title : string.Empty;

    /// <summary>Text of several lines; what agents write as Markdown looks right in Slack.</summary>
    public static string Paragraphs(string? text, int maxLength)
    {
        var shown = Escape(FromMarkdown(TextSanitizer.MultiLine(text, maxLength)), maxLength);
        // An odd fence, perhaps because its partner was cut off, would swallow the text after it.
        return (shown.Split(Fence).Length - 1) % 2 == 0 ? shown : WithoutFences(shown);
    }

    /// <summary>A code block around text of several lines; empty if there is no text.</summary>
    public static string CodeBlock(string? text, int maxLength)
    {
        var inert = TextSanitizer.MultiLine(text, maxLength).Replace("`", "`" + ZeroWidthSpace, StringComparison.Ordinal);
        var code = Escape(inert, maxLength - (2 * Fence.Length) - 2);
        return code.Length == 0 ? string.Empty : $"{Fence}\n{code}\n{Fence}";
    }

    /// <summary>A mention of a user, if the id is one.</summary>
    public static string User(string? id) => id is not null && UserId().IsMatch(id) ? $"<@{id}>" : Inline(id, 50);

    /// <summary>A link, if the address is one for a browser; else the label alone.</summary>
    public static string Link(string? url, string label)
    {
        const int maxUrlLength = 1000;
        var inert = Title(label, 200).Replace("|", "¦", StringComparison.Ordinal);
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsoluteUri.Length <= maxUrlLength
            ? $"<{uri.AbsoluteUri.Replace("|", "%7C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)}|{inert}>"
            : inert;
    }

    /// <summary>Escapes the three characters that mean something to Slack, and never cuts what an escape became.</summary>
    private static string Escape(string text, int maxLength)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (escaped.Length + piece.Length > maxLength)
            {
                return maxLength > 0 ? Shorten(escaped, maxLength) : string.Empty;
            }

            escaped.Append(piece);
        }

        return escaped.ToString();
    }

    private static string Shorten(StringBuilder escaped, int maxLength)
    {
        while (escaped.Length >= maxLength)
        {
            var text = escaped.ToString();
            escaped.Length = text[^1] == ';' && LastEscape().Match(text) is { Success: true } match
                ? match.Index
                : escaped.Length - (char.IsLowSurrogate(text[^1]) ? 2 : 1);
        }

        return escaped.Append(Ellipsis).ToString();
    }

    /// <summary>Between fences everything stays as it is: a dash at the beginning of a line may be a diff's.</summary>
    private static string FromMarkdown(string text) =>
        string.Join(Fence, text.Split(Fence).Select((part, index) => index % 2 == 0 ? ProseFromMarkdown(part) : part));

    private static string ProseFromMarkdown(string text)
    {
        text = Heading().Replace(text, "*$1*");
        text = Bold().Replace(text, "*$1*");
        return Bullet().Replace(text, "$1• ");
    }

    private static string WithoutFences(string text) => text.Replace(Fence, "'''", StringComparison.Ordinal);

    // Hebrew, Arabic and their neighbours, and their presentation forms.
    [GeneratedRegex(@"[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]", RegexOptions.CultureInvariant)]
    private static partial Regex RightToLeft();

    [GeneratedRegex("^[UW][A-Z0-9]{1,30}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserId();

    [GeneratedRegex("&(amp|lt|gt);$", RegexOptions.CultureInvariant)]
    private static partial Regex LastEscape();

    [GeneratedRegex(@"^#{1,6}[ \t]+(\S[^\n]*?)[ \t#]*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();

    [GeneratedRegex(@"^([ \t]*)[-*][ \t]+", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Bullet();
}
