using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Turns what arrives back into what a person meant to type: Slack links it, phones decorate it.</summary>
internal static partial class TypedText
{
    /// <summary>Slack cuts nothing, so the bot does: more than the longest title, description and options together.</summary>
    public const int MaxLength = 16_000;

    /// <summary>Plain text as it was typed, of several lines.</summary>
    public static string Read(string? text)
    {
        var unlinked = Link().Replace(CleanText.Lines(text, MaxLength), Unlink);
        var unescaped = unlinked.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
        var plain = unescaped
            .Replace('“', '"').Replace('”', '"').Replace('„', '"')
            .Replace('‘', '\'').Replace('’', '\'')
            .Replace('\u00A0', ' ').Replace('\u202F', ' ').Replace("\u200B", "", StringComparison.Ordinal);
        var dashed = DashForOption().Replace(LoneDash().Replace(plain, "--"), "--");
        return LeadingMentions().Replace(dashed, "").Trim();
    }

    // <https://example.com|example.com> was typed as its label where Slack itself made the link.
    private static string Unlink(Match link)
    {
        var (target, label) = (link.Groups["target"].Value, link.Groups["label"].Value);
        if (target.StartsWith("mailto:", StringComparison.Ordinal)) return label.Length > 0 ? label : target["mailto:".Length..];

        return target == $"http://{label}" || target == $"http://{label}/" ? label : target;
    }

    [GeneratedRegex(@"<(?<target>(?:https?://|mailto:)[^|>\s]+)(?:\|(?<label>[^>]*))?>", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    // Phones and editors write one long dash where two short ones were typed.
    [GeneratedRegex(@"(?<![^\s])—(?![^\s])|(?<![^\s])––(?![^\s])", RegexOptions.CultureInvariant)]
    private static partial Regex LoneDash();

    [GeneratedRegex(@"(?<![^\s])[—–]{1,2}(?=[A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex DashForOption();

    [GeneratedRegex(@"^(?:\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>|\s*@[\w.-]+(?=\s))+", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingMentions();
}
