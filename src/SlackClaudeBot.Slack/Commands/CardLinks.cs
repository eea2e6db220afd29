using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Finds the addresses of tasks' cards.</summary>
internal sealed class CardLinks(ISlackApiClient slack, TimeProvider time)
{
    // Slack waits 3 s for the whole command, and a link is a convenience.
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(800);

    private readonly AsyncCache<MessageAddress, string?> _links = new(time, TimeSpan.FromDays(1));

    /// <summary>The address of a card; null if there is none, or Slack does not tell.</summary>
    public async Task<string?> FindAsync(Projection? shown, CancellationToken cancellationToken)
    {
        if (!MessageAddress.TryParse(shown?.Id, out var card))
        {
            return null;
        }

        try
        {
            return await _links.GetAsync(card, () => AskAsync(card, cancellationToken));
        }
        catch (Exception e) when (e is SlackException or SlackRateLimitException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string?> AskAsync(MessageAddress card, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        return (await slack.Chat.GetPermalink(card.Channel, card.Timestamp, timeout.Token))?.Permalink;
    }
}
