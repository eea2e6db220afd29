using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Identity;
using SlackNet;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Knows whether the bot is in a channel: slash commands work everywhere, a task's card can only be shown where the bot is.</summary>
internal sealed class ChannelMembership(ISlackApiClient slack, BotIdentity bot, TimeProvider time)
{
    // Slack waits 3 s for the whole command. If it is slow itself, the task starts, and its first post finds out.
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(800);

    // An invitation must work at once, so only "yes" is remembered.
    private static readonly TimeSpan _goodFor = TimeSpan.FromMinutes(10);

    private const string NothingStarted = "Nothing was started.";

    private readonly AsyncCache<string, Answer> _answers = new(time, _goodFor);

    /// <summary>The step that is needed before a task can run in a channel, as mrkdwn; null if none is known.</summary>
    public async Task<string?> FindProblemAsync(string channel, CancellationToken cancellationToken)
    {
        // Slack's ids of direct messages begin with D, and those of nothing else do.
        if (channel.StartsWith('D'))
        {
            return $":wave: I can't see replies in direct messages. Type it in a channel that I am in. {NothingStarted}";
        }

        var answer = await _answers.GetAsync(channel, () => AskAsync(channel, cancellationToken), found => found.IsMember);
        return answer.Problem;
    }

    private async Task<Answer> AskAsync(string channel, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        try
        {
            // With the scopes that threads need anyway; conversations.info would want two more.
            await slack.Conversations.History(channel, limit: 1, cancellationToken: timeout.Token);
            return new(IsMember: true, null);
        }
        catch (SlackException e) when (e.ErrorCode is "not_in_channel" or "channel_not_found")
        {
            var name = await FindNameAsync(timeout.Token);
            return new(IsMember: false, $":wave: I am not in this channel, so I could not show you the task. Invite me with `/invite @{name}` and type it again. {NothingStarted}");
        }
        catch (SlackException e) when (e.ErrorCode is "missing_scope" or "method_not_supported_for_channel_type")
        {
            // The manifest asks for public and private channels; a message to several people is neither.
            return new(
                IsMember: false,
                $":wave: I may not read this conversation, so I would not see replies. Type it in a channel that I am in; if this is one, an administrator has to install the app again with its manifest.yml. {NothingStarted}");
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            return new(IsMember: false, null);
        }
    }

    private async Task<string> FindNameAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await bot.GetNameAsync(cancellationToken);
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            // As manifest.yml names it.
            return "claude";
        }
    }

    private static bool IsNoAnswer(Exception exception) =>
        exception is SlackException or SlackRateLimitException or HttpRequestException or OperationCanceledException;

    /// <param name="IsMember">Whether Slack said that the bot is in the channel.</param>
    /// <param name="Problem">The step that is needed, as mrkdwn; null if none is known.</param>
    private sealed record Answer(bool IsMember, string? Problem);
}
