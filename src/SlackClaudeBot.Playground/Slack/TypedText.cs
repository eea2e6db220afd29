using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Turns what people type into what Slack stores: special characters escaped, names and addresses as links.</summary>
internal static partial class TypedText
{
    public static string ToMrkdwn(string typed, SlackWorkspace workspace, bool withNames = false)
    {
        var escaped = typed.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        var linked = Address().Replace(escaped, "<$0>");
        return Mention().Replace(linked, match => Resolve(match.Groups[1].Value, workspace, withNames) ?? match.Value);
    }

    private static string? Resolve(string name, SlackWorkspace workspace, bool withNames)
    {
        if (workspace.Users.FirstOrDefault(user => user.Name == name) is { } user)
        {
            return withNames ? $"<@{user.Id}|{user.Name}>" : $"<@{user.Id}>";
        }

        return workspace.UserGroups.FirstOrDefault(group => group.Handle == name) is { } group ? $"<!subteam^{group.Id}|@{group.Handle}>" : null;
    }

    [GeneratedRegex(@"\bhttps?://[^\s|<>]+[^\s|<>.,;:!?)]", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w/.@])@([a-z0-9._-]+)")]
    private static partial Regex Mention();
}
