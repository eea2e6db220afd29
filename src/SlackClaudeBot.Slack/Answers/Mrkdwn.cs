using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Rendering;

namespace SlackClaudeBot.Slack.Answers;

/// <summary>Formats text for answers to people.</summary>
internal static partial class Mrkdwn
{
    /// <summary>Quotes typed text: on one line, between backticks.</summary>
    public static string Code(string? text, int maxLength) =>
        $"`{SlackText.Inline(text, maxLength).Replace('`', '\'')}`";

    /// <summary>Shortens an answer to what Slack accepts, at a line or word.</summary>
    public static string Fit(string answer, int maxLength = SlackLimits.MessageText)
    {
        if (answer.Length <= maxLength)
        {
            return answer;
        }

        var cut = answer[..(maxLength - 2)];
        var end = Math.Max(cut.LastIndexOf('\n'), cut.LastIndexOf(' '));
        return cut[..(end > 0 ? end : cut.Length)] + " …";
    }

    /// <summary>An answer as plain text, for the errors under a field: without emoji and backticks, people by their ids.</summary>
    public static string ToPlain(string answer) =>
        Mention().Replace(Emoji().Replace(Fit(answer, SlackLimits.FieldError), string.Empty), "$1").Replace("`", string.Empty, StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex("^:[a-z0-9_+-]+: *", RegexOptions.CultureInvariant)]
    private static partial Regex Emoji();

    [GeneratedRegex("<@([A-Z0-9]+)>", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
