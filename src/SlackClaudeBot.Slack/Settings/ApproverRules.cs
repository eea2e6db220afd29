using System.Text.RegularExpressions;

namespace SlackClaudeBot.Slack.Settings;

/// <summary>The rules in <c>APPROVERS</c>.</summary>
/// <param name="IncludesAnyone">Whether every member of the workspace may decide, unless excluded.</param>
/// <param name="ExcludesRequester">Whether the requester of a task may not decide on it.</param>
/// <param name="Users">Slack user ids.</param>
/// <param name="Groups">Slack user group ids.</param>
public sealed partial record ApproverRules(bool IncludesAnyone, bool ExcludesRequester, IReadOnlySet<string> Users, IReadOnlySet<string> Groups)
{
    public const string Anyone = "anyone";
    public const string NotRequester = "not-requester";

    // A refusal names some people to ask.
    private const int MaxNamed = 10;

    /// <summary>Reads the setting. <c>not-requester</c> alone means everybody else.</summary>
    /// <exception cref="FormatException">A part of it is not valid.</exception>
    public static ApproverRules Parse(string text)
    {
        if (Problem(text) is { } problem)
        {
            throw new FormatException($"APPROVERS {problem}");
        }

        var parts = Parts(text);
        var users = parts.Select(part => User().Match(part)).Where(match => match.Success).Select(match => match.Groups["id"].Value).ToHashSet();
        var groups = parts.Select(part => Group().Match(part)).Where(match => match.Success).Select(match => match.Groups["id"].Value).ToHashSet();
        var anyone = parts.Contains(Anyone, StringComparer.OrdinalIgnoreCase) || (users.Count == 0 && groups.Count == 0);
        return new(anyone, parts.Contains(NotRequester, StringComparer.OrdinalIgnoreCase), users, groups);
    }

    /// <summary>The fault of the setting, to follow its name; null if it is valid.</summary>
    public static string? Problem(string text)
    {
        var parts = Parts(text);
        if (parts.Length == 0)
        {
            return "is empty: nobody could approve.";
        }

        var wrong = parts.FirstOrDefault(part =>
            !part.Equals(Anyone, StringComparison.OrdinalIgnoreCase)
            && !part.Equals(NotRequester, StringComparison.OrdinalIgnoreCase)
            && !User().IsMatch(part)
            && !Group().IsMatch(part));
        return wrong is null ? null : $"holds \"{wrong}\", which is neither a user id (U…), a user group id (S…), anyone nor not-requester.";
    }

    /// <summary>The rule in words, as mrkdwn.</summary>
    public string Describe() => ExcludesRequester ? $"{DescribeNamed()}, except the requester of the task" : DescribeNamed();

    /// <summary>As above, without the exclusion clause.</summary>
    public string DescribeNamed()
    {
        string[] named = [.. Users.Order().Select(id => $"<@{id}>"), .. Groups.Order().Select(id => $"members of the user group `{id}`")];
        var others = named.Length > MaxNamed ? $" and {named.Length - MaxNamed} more" : string.Empty;
        return IncludesAnyone ? "anyone in this workspace" : string.Join(", ", named.Take(MaxNamed)) + others;
    }

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // People copy ids as mentions too: <@U…> and <!subteam^S…>. W… are users of Enterprise Grid.
    [GeneratedRegex("^(?:<)?@?(?<id>[UW][A-Z0-9]{2,20})(?:\\|[^>]*)?>?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex User();

    [GeneratedRegex("^(?:<!subteam\\^)?@?(?<id>S[A-Z0-9]{2,20})(?:\\|[^>]*)?>?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Group();
}
