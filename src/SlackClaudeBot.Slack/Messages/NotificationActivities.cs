using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Diffs;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>Shows in Slack what workflows do.</summary>
public sealed class NotificationActivities(SlackMessages messages, CardEdits cards, DiffLinks diffs, ThreadLookUp lookUp, ReviewMentions mentions, TimeProvider time) : INotificationActivities
{
    /// <summary>A first attempt cannot have posted before; asking Slack each time would halve what its tiers allow.</summary>
    private static bool MayHavePosted => ActivityExecutionContext.Current.Info.Attempt > 1;

    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task<MessageAddress> PostTaskCardAsync(TaskCard card) => CallAsync(
        () => messages.PostRootAsync(card, TaskCardRendering.Render(card, time.GetUtcNow()), MayHavePosted, Cancellation));

    [Activity]
    public Task UpdateTaskCardAsync(MessageAddress message, TaskCard card) => CallAsync(
        () => cards.EditNowAsync(message, card, Cancellation));

    [Activity]
    public Task<MessageAddress> PostStageSummaryAsync(MessageAddress root, StageSummary summary) => CallAsync(
        () => messages.PostReplyAsync(
            root, summary.Key.WorkflowId, summary.Key.MessageKey("stage"), Render(summary), MayHavePosted, Cancellation));

    [Activity]
    public Task UpdateStageSummaryAsync(MessageAddress message, StageSummary summary) => CallAsync(
        () => messages.UpdateAsync(message, Render(summary), Cancellation));

    [Activity]
    public Task<MessageAddress> PostThreadMessageAsync(MessageAddress root, ThreadMessage message) => CallAsync(
        () => messages.PostReplyAsync(root, message.WorkflowId, message.Key, ThreadMessageRendering.Render(message), MayHavePosted, Cancellation));

    [Activity]
    public Task UpdateThreadMessageAsync(MessageAddress message, ThreadMessage content) => CallAsync(
        () => messages.UpdateAsync(message, ThreadMessageRendering.Render(content), Cancellation));

    [Activity]
    public Task AddNotedReactionAsync(MessageAddress reply) => CallAsync(() => messages.MarkAsync(reply, "memo", Cancellation));

    [Activity]
    public Task<ThreadFacts> LookUpThreadAsync(MessageAddress root, IReadOnlyList<string> users) => CallAsync(() => lookUp.FindAsync(root, users, Cancellation));

    [Activity]
    public Task PostEphemeralAsync(EphemeralMessage message) => CallAsync(() => messages.PostEphemeralAsync(message, Cancellation));

    private RenderedMessage Render(StageSummary summary) =>
        StageSummaryRendering.Render(summary, summary.Changes.Diff is { } diff ? diffs.To(diff) : null, mentions.Approvers(summary.Mention));

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (SlackFailures.ToActivityFailure(e) is { } failure)
        {
            throw failure;
        }
    }

    private static async Task CallAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (SlackFailures.ToActivityFailure(e) is { } failure)
        {
            throw failure;
        }
    }
}
