using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Turns what people type into what Slack stores: special characters escaped, names and addresses as links.</summary>
internal static partial class TypedText
{
    public static string ToMrkdwn(string typed, SlackWorkspace workspace, bool withNames = false)
    {
        var escaped = typed.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        var linked = WithHandles(Address().Replace(escaped, "<$0>"), workspace);
        return Mention().Replace(linked, match => Resolve(match.Groups[1].Value, workspace, withNames) ?? match.Value);
    }

    // Slack's own client turns a person's shown name into a mention while it is typed.
    private static string WithHandles(string text, SlackWorkspace workspace) => workspace.Users
        .Where(user => user.RealName != user.Name)
        .Aggregate(text, (typed, user) => Regex.Replace(typed, $@"(?<![\w/.@])@{Regex.Escape(user.RealName)}(?!\w)", $"@{user.Name}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

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
