using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Restores what a person typed: Slack adds links and escapes, phones change quotes and dashes.</summary>
internal static partial class TypedText
{
    /// <summary>Slack cuts nothing, so the bot does: more than the longest title, description and options together.</summary>
    public const int MaxLength = 16_000;

    /// <summary>A command as it was meant: with the quotes and dashes of a keyboard, and with the names by which people and channels are known.</summary>
    public static string ReadCommand(string? text)
    {
        var addressed = LeadingMentions().Replace(TextSanitizer.MultiLine(text, MaxLength), "");
        var straight = Plain(Named().Replace(addressed, Name))
            .Replace('“', '"').Replace('”', '"').Replace('„', '"')
            .Replace('‘', '\'').Replace('’', '\'');
        return DashForOption().Replace(LoneDash().Replace(straight, "--"), "--").Trim();
    }

    /// <summary>What somebody said, to the letter: quotes and dashes may be what it is about.</summary>
    public static string ReadWords(string? text) => Plain(TextSanitizer.MultiLine(text, MaxLength)).Trim();

    private static string Plain(string text) => Link().Replace(text, Unlink)
        .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
        .Replace('\u00A0', ' ').Replace('\u202F', ' ').Replace("\u200B", "", StringComparison.Ordinal);

    // <https://example.com|example.com> was typed as its label where Slack itself made the link.
    private static string Unlink(Match link)
    {
        var (target, label) = (link.Groups["target"].Value, link.Groups["label"].Value);
        if (target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return label.Length > 0 ? label : target["mailto:".Length..];
        }

        return target == $"http://{label}" || target == $"http://{label}/" ? label : target;
    }

    // should_escape in the manifest makes <@U…|name>, <#C…|name> and <!subteam^S…|@name> of names; of some Slack tells the id alone.
    private static string Name(Match named)
    {
        var (sign, label) = (named.Groups["sign"].Value is "#" ? "#" : "@", named.Groups["label"].Value.TrimStart('@'));
        return sign + (label.Length > 0 ? label : named.Groups["id"].Value);
    }

    [GeneratedRegex(@"<(?<sign>[@#]|!subteam\^)(?<id>[A-Z0-9]+)(?:\|(?<label>[^>\n]*))?>", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

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
