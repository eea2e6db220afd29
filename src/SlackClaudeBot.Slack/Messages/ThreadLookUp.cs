using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackNet;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>Looks up people's names and the address of a thread. People without a name, or whom Slack does not show, are left out.</summary>
public sealed class ThreadLookUp(ISlackApiClient slack, TimeProvider time)
{
    /// <summary>People rarely change their names; the method allows 100 calls a minute.</summary>
    private static readonly TimeSpan _goodFor = TimeSpan.FromHours(1);

    private readonly AsyncCache<string, string?> _names = new(time, _goodFor);

    /// <exception cref="SlackException">Slack refused for a reason that has nothing to do with the people or the thread.</exception>
    public async Task<Discussion> FindAsync(MessageAddress root, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>();
        foreach (var user in users)
        {
            if (await FindNameAsync(user, cancellationToken) is { Length: > 0 } name)
            {
                names[user] = name;
            }
        }

        return new Discussion(await FindPermalinkAsync(root, cancellationToken), names);
    }

    private Task<string?> FindNameAsync(string user, CancellationToken cancellationToken) => _names.GetAsync(user, () => OrNothingAsync(async () =>
    {
        var answer = await slack.Get<UserAnswer>("users.info", new() { ["user"] = user }, cancellationToken);
        return answer.User is { } person ? new[] { person.Profile?.DisplayName, person.RealName, person.Name }.FirstOrDefault(n => !string.IsNullOrWhiteSpace(n)) : null;
    }));

    private Task<string?> FindPermalinkAsync(MessageAddress root, CancellationToken cancellationToken) => OrNothingAsync(async () =>
        (await slack.Chat.GetPermalink(root.Channel, root.Timestamp, cancellationToken)).Permalink);

    private static async Task<string?> OrNothingAsync(Func<Task<string?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (SlackException e) when (e.ErrorCode is "missing_scope" or "user_not_found" or "user_not_visible" or "users_not_found" or "message_not_found" or "channel_not_found")
        {
            return null;
        }
    }

    /// <summary>The answer of https://docs.slack.dev/reference/methods/users.info</summary>
    private sealed class UserAnswer
    {
        public Person? User { get; set; }
    }

    private sealed class Person
    {
        public string? Name { get; set; }

        public string? RealName { get; set; }

        public PersonProfile? Profile { get; set; }
    }

    private sealed class PersonProfile
    {
        public string? DisplayName { get; set; }
    }
}
