using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Removes colours, cursor movements and other control characters from terminal output.</summary>
internal static partial class PlainText
{
    /// <summary>The text as lines; a return to the line's start begins a new one.</summary>
    public static string Strip(string text)
    {
        var plain = EscapeSequence().Replace(text, string.Empty).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return string.Create(plain.Length, plain, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) && source[i] is not ('\n' or '\t') ? ' ' : source[i];
            }
        });
    }

    // CSI sequences, OSC strings, and the two-character ones: ECMA-48, 5.
    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]{0,1000}(?:\x07|\x1B\\)?|[@-Z\\-_])|\x9B[0-?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex EscapeSequence();
}
