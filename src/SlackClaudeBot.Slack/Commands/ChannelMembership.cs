using Microsoft.Extensions.Caching.Memory;
using SlackClaudeBot.Slack.Threads;
using SlackNet;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Knows whether the bot is in a channel: slash commands work everywhere, a task's card can only be shown where the bot is.</summary>
internal sealed class ChannelMembership(ISlackApiClient slack, BotIdentity bot) : IDisposable
{
    // Slack waits 3 s for the whole command. Where it is slow itself, the task starts, and its first post finds out.
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(800);

    // Whoever invites the bot must be heard at once, so only "yes" is remembered.
    private static readonly TimeSpan _goodFor = TimeSpan.FromMinutes(10);

    private const string NothingStarted = "Nothing was started.";

    private readonly MemoryCache _member = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>What to do before a task can live in a channel, as mrkdwn; null where nothing is known to be in the way.</summary>
    public async Task<string?> FindProblemAsync(string channel, CancellationToken cancellationToken)
    {
        // Slack's ids of direct messages begin with D, and those of nothing else do.
        if (channel.StartsWith('D'))
        {
            return $":wave: I hear no replies in direct messages. Type it in a channel that I am in. {NothingStarted}";
        }

        if (_member.TryGetValue(channel, out _))
        {
            return null;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        try
        {
            // With the scopes that threads need anyway; conversations.info would want two more.
            await slack.Conversations.History(channel, limit: 1, cancellationToken: timeout.Token);
            _member.Set(channel, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = _goodFor });
            return null;
        }
        catch (SlackException e) when (e.ErrorCode is "not_in_channel" or "channel_not_found")
        {
            var name = await FindNameAsync(timeout.Token);
            return $":wave: I am not in this channel, so I could not show you the task. Invite me with `/invite @{name}` and type it again. {NothingStarted}";
        }
        catch (SlackException e) when (e.ErrorCode is "missing_scope" or "method_not_supported_for_channel_type")
        {
            // The manifest asks for public and private channels; a message to several people is neither.
            return $":wave: I may not read this conversation, so I would not hear replies. Type it in a channel that I am in; if this is one, whoever runs me has to install the app again with its manifest.yml. {NothingStarted}";
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            return null;
        }
    }

    public void Dispose() => _member.Dispose();

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
}
