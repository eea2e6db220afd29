using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Reviews;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// The task's card and the messages under it. Deliveries leave one at a time and in order, beside the task's own work,
/// so that a slow Slack delays no step that does not need it; the card is edited with what is newest then.
/// </summary>
internal sealed class TaskThread(TaskProgress progress)
{
    private readonly Queue<Func<Task>> _outbox = new();
    private int _shownVersion;
    private bool _isClosing;
    private Task? _deliveries;

    private MessageAddress Root => progress.Card ?? throw new InvalidOperationException("The card is not posted yet.");

    private bool CardIsOld => progress.Card is not null && _shownVersion != progress.Version;

    /// <summary>Posts the card. Without it there is no task: the failure is the caller's.</summary>
    public async Task OpenAsync(CancellationToken cancelled)
    {
        _shownVersion = progress.Version;
        var card = progress.ToCard();
        progress.Card = await Workflow.ExecuteActivityAsync(
            (INotificationActivities a) => a.PostTaskCardAsync(card), Policies.Card(cancelled));
        TaskIndex.SetCard(progress.Card);
        _deliveries = DeliverAsync();
    }

    /// <summary>Posts what a person must see in order to go on; waits for it.</summary>
    public Task<MessageAddress> PostAsync(StageSummary summary, CancellationToken cancelled) => EnqueueAndWaitAsync(
        () => Workflow.ExecuteActivityAsync((INotificationActivities a) => a.PostStageSummaryAsync(Root, summary), Policies.Message(cancelled)),
        cancelled);

    /// <summary>Posts what a person must see in order to go on; waits for it.</summary>
    public Task<MessageAddress> PostAsync(ThreadMessage message, CancellationToken cancelled) => EnqueueAndWaitAsync(
        () => Workflow.ExecuteActivityAsync((INotificationActivities a) => a.PostThreadMessageAsync(Root, message), Policies.Message(cancelled)),
        cancelled);

    /// <summary>Posts a line in its turn; what comes back can be edited.</summary>
    public ThreadPost Post(ThreadMessage message)
    {
        var line = new ThreadPost(message);
        Enqueue(async () => line.Message = await Workflow.ExecuteActivityAsync(
            (INotificationActivities a) => a.PostThreadMessageAsync(Root, message), Policies.Edit()));
        return line;
    }

    /// <summary>Edits a line in its turn, if it could be posted.</summary>
    public void Edit(ThreadPost line, ThreadMessage content) => Enqueue(async () =>
    {
        if (line.Message is { } message)
        {
            await Workflow.ExecuteActivityAsync((INotificationActivities a) => a.UpdateThreadMessageAsync(message, content), Policies.Edit());
        }
    });

    /// <summary>Edits a message in its turn.</summary>
    public void Edit(MessageAddress message, ThreadMessage content) => Enqueue(() =>
        Workflow.ExecuteActivityAsync((INotificationActivities a) => a.UpdateThreadMessageAsync(message, content), Policies.Edit()));

    /// <summary>Edits a stage attempt's summary in its turn.</summary>
    public void Edit(MessageAddress message, StageSummary summary) => Enqueue(() =>
        Workflow.ExecuteActivityAsync((INotificationActivities a) => a.UpdateStageSummaryAsync(message, summary), Policies.Edit()));

    /// <summary>Lets who replied know what became of it, where neither the review nor the question shows it.</summary>
    public void Acknowledge(ThreadReply reply, ReplyDisposition fate)
    {
        switch (fate)
        {
            case ReplyDisposition.Note:
                Enqueue(() => Workflow.ExecuteActivityAsync((INotificationActivities a) => a.AddNotedReactionAsync(reply.Message), Policies.Edit()));
                break;
            case ReplyDisposition.Praise:
                Tell(reply.By, "Glad you like it. A reply is feedback, so I did nothing with this one: click Approve above to open the pull request.");
                break;
            case ReplyDisposition.Refused:
                Tell(reply.By, $"That is not yours to decide, so I did not take it. Those who may: {reply.Permissions.Approvers}. The task is still waiting.");
                break;
        }
    }

    /// <summary>Tells the author of feedback that its attempt was decided before it came.</summary>
    public void Acknowledge(Reject late)
    {
        if (!string.IsNullOrEmpty(late.By))
        {
            Tell(late.By, $"Attempt {late.Attempt} was already decided. Your feedback is kept as a note for the next attempt; if there is none, the thread will say so.");
        }
    }

    /// <summary>Delivers what is left, the card's last state too.</summary>
    public async Task CloseAsync()
    {
        _isClosing = true;
        if (_deliveries is not null)
        {
            await _deliveries;
        }
    }

    private void Tell(string person, string text) => Enqueue(() => Workflow.ExecuteActivityAsync(
        (INotificationActivities a) => a.PostEphemeralAsync(new EphemeralMessage(Root, person, text)), Policies.Edit()));

    private void Enqueue(Func<Task> delivery) => _outbox.Enqueue(() => LogFailuresAsync(delivery));

    private async Task<T> EnqueueAndWaitAsync<T>(Func<Task<T>> delivery, CancellationToken cancelled)
    {
        var delivered = new TaskCompletionSource<T>();
        _outbox.Enqueue(async () =>
        {
            try
            {
                delivered.SetResult(await delivery());
            }
            catch (Exception e) when (e is FailureException or OperationCanceledException)
            {
                delivered.SetException(e);
            }
        });

        // A cancellation does not wait for earlier deliveries that Slack holds up.
        await Workflow.WaitConditionAsync(() => delivered.Task.IsCompleted, cancelled);
        return await delivered.Task;
    }

    private async Task DeliverAsync()
    {
        while (true)
        {
            await Workflow.WaitConditionAsync(() => _outbox.Count > 0 || CardIsOld || _isClosing, CancellationToken.None);
            if (_outbox.TryDequeue(out var delivery))
            {
                await delivery();
            }
            else if (CardIsOld)
            {
                await LogFailuresAsync(EditCardAsync);
            }
            else
            {
                return;
            }
        }
    }

    private async Task EditCardAsync()
    {
        _shownVersion = progress.Version;
        var card = progress.ToCard();
        await Workflow.ExecuteActivityAsync((INotificationActivities a) => a.UpdateTaskCardAsync(Root, card), Policies.Edit());
    }

    /// <summary>What only shows what is known must not end a task.</summary>
    private static async Task LogFailuresAsync(Func<Task> delivery)
    {
        try
        {
            await delivery();
        }
        catch (ActivityFailureException e)
        {
            Workflow.Logger.LogWarning(e, "A message could not be shown: {Reason}", Failures.Reason(e));
        }
    }
}

/// <summary>A line in the thread that may still be on its way.</summary>
internal sealed class ThreadPost(ThreadMessage content)
{
    public ThreadMessage Content => content;

    /// <summary>Null until it is posted, and for good where it could not be.</summary>
    public MessageAddress? Message { get; set; }
}
