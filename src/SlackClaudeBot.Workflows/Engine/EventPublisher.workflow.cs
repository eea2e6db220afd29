using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// Tells people what happens. Events leave one at a time and in order, beside the task's own work, so that a slow surface delays no step
/// that does not need it; a change of the task is told with what is newest then.
/// </summary>
internal sealed class EventPublisher(TaskProgress progress, Calls calls)
{
    private const string FailedToShow = "It could not be shown";

    private readonly Queue<Func<Task>> _outbox = new();
    private int _shownVersion;
    private bool _isClosing;
    private Task? _deliveries;

    private bool IsOutdated => progress.Shown is not null && _shownVersion != progress.Version;

    /// <summary>Tells that the task begins. Without a place that shows it there is no task: the failure is the caller's.</summary>
    public async Task OpenAsync(CancellationToken cancelled)
    {
        _shownVersion = progress.Version;
        var shown = await SendAsync(new TaskOpened(progress.ToSnapshot()), null, Policies.OpenTask(cancelled), "The task could not be shown");
        progress.Shown = shown ?? throw new InvalidOperationException("Nothing shows the task.");
        TaskIndex.SetShown(shown);
        _deliveries = DeliverAsync();
    }

    /// <summary>Publishes what a person must see in order to go on; waits for it.</summary>
    public async Task<PublishedEvent> PublishAsync(TaskEvent taskEvent, CancellationToken cancelled)
    {
        var shown = await EnqueueAndWaitAsync(() => SendAsync(taskEvent, null, Policies.NeededEvent(cancelled), FailedToShow), cancelled);
        return new PublishedEvent { Shown = shown };
    }

    /// <summary>Publishes an event in its turn; what comes back can be replaced.</summary>
    public PublishedEvent Publish(TaskEvent taskEvent)
    {
        var published = new PublishedEvent();
        Enqueue(async () => published.Shown = await SendAsync(taskEvent, null, Policies.Event(), FailedToShow));
        return published;
    }

    /// <summary>Replaces an earlier event by one with the same key, in its turn and if the earlier one could be shown.</summary>
    public void Replace(PublishedEvent earlier, TaskEvent taskEvent) => Enqueue(async () =>
    {
        if (earlier.Shown is { } shown)
        {
            await SendAsync(taskEvent, shown, Policies.Event(), FailedToShow);
        }
    });

    /// <summary>Tells what became of a reply, unless the review or the question shows it.</summary>
    public void Acknowledge(TaskReply reply, ReplyDisposition takenAs)
    {
        if (takenAs is ReplyDisposition.Note or ReplyDisposition.Praise or ReplyDisposition.Refused)
        {
            Publish(new ReplyReceived(reply.Id, reply.By, reply.Message, takenAs, reply.Permissions.Approvers));
        }
    }

    /// <summary>Publishes what is left, the task's last state too.</summary>
    public async Task CloseAsync()
    {
        _isClosing = true;
        if (_deliveries is not null)
        {
            await _deliveries;
        }
    }

    private Task<Projection?> SendAsync(TaskEvent taskEvent, Projection? earlier, ActivityOptions policy, string failed)
    {
        var input = new PublishTaskEvent { WorkflowId = Workflow.Info.WorkflowId, Event = taskEvent, Task = progress.Shown, Earlier = earlier };
        policy.Summary = taskEvent.GetType().Name;
        return calls.RunAsync((ITaskEventActivities a) => a.PublishTaskEventAsync(input), policy, failed);
    }

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

        // A cancellation does not wait for earlier deliveries that the surface holds up.
        await Workflow.WaitConditionAsync(() => delivered.Task.IsCompleted, cancelled);
        return await delivered.Task;
    }

    private async Task DeliverAsync()
    {
        while (true)
        {
            await Workflow.WaitConditionAsync(() => _outbox.Count > 0 || IsOutdated || _isClosing, CancellationToken.None);
            if (_outbox.TryDequeue(out var delivery))
            {
                await delivery();
            }
            else if (IsOutdated)
            {
                await LogFailuresAsync(SendChangeAsync);
            }
            else
            {
                return;
            }
        }
    }

    private Task SendChangeAsync()
    {
        _shownVersion = progress.Version;
        return SendAsync(new TaskChanged(progress.ToSnapshot()), progress.Shown, Policies.Event(), FailedToShow);
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
            Workflow.Logger.LogWarning(e, "An event was not shown: {Reason}", Failures.ForLog(e));
        }
    }
}

/// <summary>An event that may still be on its way.</summary>
internal sealed class PublishedEvent
{
    /// <summary>Null until it is shown, and for good if it could not be.</summary>
    public Projection? Shown { get; set; }
}
