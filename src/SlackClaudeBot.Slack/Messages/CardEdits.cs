using System.Collections.Concurrent;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>
/// Edits cards, one edit a card at a time. A workflow's card is sent at once; an agent's reports are sent at most every
/// <see cref="Interval"/>, less often if many agents report: the last report wins, and never overwrites something newer. Hand-written
/// because a rate limiter has no notion of "the latest wins, and a newer card cancels it".
/// </summary>
public sealed partial class CardEdits(SlackMessages messages, TimeProvider time, ILogger<CardEdits> logger)
{
    /// <summary>How often one card may change under its readers' eyes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>chat.update takes 50 a minute and workspace (Tier 3): so many are for the reports of all cards, the others for what workflows show.</summary>
    private const int ReportsPerMinute = 40;

    private readonly ConcurrentDictionary<MessageAddress, Card> _cards = new();

    /// <summary>Shows a workflow's card now, and drops pending reports, which are older. If the card was deleted, its last state is posted in the channel.</summary>
    public async Task EditNowAsync(MessageAddress message, TaskSnapshot card, CancellationToken cancellationToken)
    {
        await DropAsync(message);
        var content = TaskCardRendering.Render(card, time.GetUtcNow());
        try
        {
            await messages.UpdateAsync(message, content, cancellationToken);
        }
        catch (SlackException e) when (SlackMessages.IsRootGone(e) && card.Status.IsFinal())
        {
            // Somebody deleted the card. The end of the task, and the links of its pull requests, must be seen all the same.
            await messages.PostInChannelAsync(message.Channel, card.WorkflowId, "card:end", content, mayExist: true, cancellationToken);
        }
    }

    /// <summary>Schedules an edit; returns at once.</summary>
    public void EditSoon(MessageAddress message, TaskSnapshot card)
    {
        var edits = _cards.GetOrAdd(message, _ => new Card());
        lock (edits)
        {
            edits.Waiting = card;
            if (!edits.IsDropped && edits.Sending is null or { IsCompleted: true })
            {
                edits.Sending = SendAsync(message, edits);
            }
        }
    }

    /// <summary>Drops the pending report and waits for a running edit.</summary>
    public async Task DropAsync(MessageAddress message)
    {
        if (!_cards.TryRemove(message, out var edits))
        {
            return;
        }

        Task? sending;
        lock (edits)
        {
            edits.Waiting = null;
            edits.IsDropped = true;
            sending = edits.Sending;
        }

        await edits.Stop.CancelAsync();
        if (sending is not null)
        {
            await sending;
        }

        edits.Stop.Dispose();
    }

    private async Task SendAsync(MessageAddress message, Card edits)
    {
        // Let the caller's lock go before anything waits.
        await Task.Yield();
        while (true)
        {
            if (!await WaitAsync(edits.Pause - time.GetElapsedTime(edits.PausesSince), edits.Stop.Token) || Take(edits) is not { } card)
            {
                return;
            }

            Rest(edits, Pause());
            try
            {
                await messages.UpdateAsync(message, TaskCardRendering.Render(card, time.GetUtcNow()), CancellationToken.None);
            }
            catch (SlackRateLimitException e)
            {
                Rest(edits, e.RetryAfter ?? Interval);
                Log.NotShown(logger, message.Timestamp, e);
            }
            catch (Exception e)
            {
                // Progress on a card must never end the run it shows.
                Log.NotShown(logger, message.Timestamp, e);
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan delay, CancellationToken stop)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stop.IsCancellationRequested;
    }

    private TimeSpan Pause()
    {
        var share = TimeSpan.FromMinutes(1) / ReportsPerMinute * _cards.Count;
        return share > Interval ? share : Interval;
    }

    private void Rest(Card edits, TimeSpan pause) => (edits.Pause, edits.PausesSince) = (pause, time.GetTimestamp());

    /// <summary>The pending card. If there is none, sending ends under the same lock, so that the next report starts it again.</summary>
    private static TaskSnapshot? Take(Card edits)
    {
        lock (edits)
        {
            var card = edits.Waiting;
            edits.Waiting = null;
            if (card is null)
            {
                edits.Sending = null;
            }

            return card;
        }
    }

    private sealed class Card
    {
        public TaskSnapshot? Waiting { get; set; }

        public Task? Sending { get; set; }

        public bool IsDropped { get; set; }

        /// <summary>How long nothing is sent, from <see cref="PausesSince"/> on.</summary>
        public TimeSpan Pause { get; set; }

        /// <summary>A timestamp of the time provider's: a clock that is set back makes no pause longer.</summary>
        public long PausesSince { get; set; }

        public CancellationTokenSource Stop { get; } = new();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Progress on the card {Timestamp} is not shown.")]
        public static partial void NotShown(ILogger logger, string timestamp, Exception exception);
    }
}
