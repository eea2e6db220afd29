using System.Collections.Concurrent;
using SlackNet;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>Knows who is in a user group. Asks Slack at most once a minute for each: the method allows 20 calls a minute.</summary>
internal sealed class UserGroups(ISlackApiClient slack, TimeProvider time)
{
    private static readonly TimeSpan _goodFor = TimeSpan.FromMinutes(1);

    // Slack waits 3 s for the answer to a click, and who clicked shall have one.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1.5);

    // As many as the setting names.
    private readonly ConcurrentDictionary<string, Members> _known = new();

    public async Task<bool> ContainsAsync(string group, string userId, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(group, out var members) || time.GetElapsedTime(members.At) > _goodFor)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_timeout);
            var answer = await slack.Get<UserGroupMembers>("usergroups.users.list", new() { ["usergroup"] = group }, timeout.Token);
            _known[group] = members = new([.. answer.Users], time.GetTimestamp());
        }

        return members.Users.Contains(userId);
    }

    /// <param name="Users">Their ids.</param>
    /// <param name="At">When Slack said so, as <see cref="TimeProvider.GetTimestamp"/> counts: a clock that is set back keeps nobody in.</param>
    private sealed record Members(HashSet<string> Users, long At);
}

/// <summary>The answer of https://docs.slack.dev/reference/methods/usergroups.users.list</summary>
internal sealed class UserGroupMembers
{
    public IList<string> Users { get; set; } = [];
}
