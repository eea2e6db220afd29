using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Diffs;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>
/// Projects the events of tasks to Slack: the task is a card, reviews and lines are messages in its thread, and the later event of a key
/// edits the message of the earlier one. A reply gets a reaction, or its author an ephemeral message.
/// </summary>
public sealed class TaskEventActivities(SlackMessages messages, CardEdits cards, DiffLinks diffs, ThreadLookUp lookUp, ReviewMentions mentions, TimeProvider time) : ITaskEventActivities
{
    /// <summary>A first attempt cannot have posted before; asking Slack each time would halve what its tiers allow.</summary>
    private static bool MayHavePosted => ActivityExecutionContext.Current.Info.Attempt > 1;

    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public async Task<Projection?> PublishTaskEventAsync(PublishTaskEvent input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return await CallAsync(() => input.Event switch
        {
            TaskOpened(var task) => PostCardAsync(task),
            TaskChanged(var task) => EditCardAsync(input, task),
            ReviewOpened(var review) => ShowAsync(input, Render(review)),
            ReviewChanged(var review) => ShowAsync(input, Render(review)),
            ReplyReceived reply => AcknowledgeAsync(input, reply),
            var other when EventLines.For(input.WorkflowId, other) is { } line => ShowAsync(input, ThreadMessageRendering.Render(line)),
            _ => Task.FromResult<Projection?>(null),
        });
    }

    [Activity]
    public Task<Discussion> FindDiscussionAsync(Projection task, IReadOnlyList<string> users) =>
        CallAsync(() => lookUp.FindAsync(MessageAddress.Parse(task?.Id), users, Cancellation));

    private async Task<Projection?> PostCardAsync(TaskSnapshot task)
    {
        var message = await messages.PostRootAsync(task, TaskCardRendering.Render(task, time.GetUtcNow()), MayHavePosted, Cancellation);
        return message.ToProjection();
    }

    private async Task<Projection?> EditCardAsync(PublishTaskEvent input, TaskSnapshot task)
    {
        await cards.EditNowAsync(MessageAddress.Parse(input.Task?.Id), task, Cancellation);
        return input.Task;
    }

    /// <summary>Posts a message in the task's thread, or edits the one of the earlier event.</summary>
    private async Task<Projection?> ShowAsync(PublishTaskEvent input, RenderedMessage content)
    {
        if (input.Earlier is { } earlier)
        {
            await messages.UpdateAsync(MessageAddress.Parse(earlier.Id), content, Cancellation);
            return earlier;
        }

        var message = await messages.PostReplyAsync(MessageAddress.Parse(input.Task?.Id), input.WorkflowId, input.Event.Key, content, MayHavePosted, Cancellation);
        return message.ToProjection();
    }

    private async Task<Projection?> AcknowledgeAsync(PublishTaskEvent input, ReplyReceived reply)
    {
        if (reply.TakenAs == ReplyDisposition.Note)
        {
            await messages.MarkAsync(MessageAddress.Parse(reply.Message), "memo", Cancellation);
        }
        else if (EventLines.ForAuthor(reply) is { } text)
        {
            await messages.PostEphemeralAsync(new EphemeralMessage(MessageAddress.Parse(input.Task?.Id), reply.By, text), Cancellation);
        }

        return null;
    }

    private RenderedMessage Render(AttemptReview review) =>
        StageSummaryRendering.Render(review, review.Changes.Diff is { } diff ? diffs.To(diff) : null, mentions.Approvers(review.Requester));

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
}
