using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Commands;

/// <summary>Schedules an activity.</summary>
internal sealed class ActivityCommand(
    ScheduleActivityTaskCommandAttributes attributes, ActivityCancellationType cancellationType, UserMetadata? metadata) : PendingCommand
{
    private readonly TaskCompletionSource<ActivityOutcome> _outcome = new();

    public ActivityCancellationType CancellationType => cancellationType;

    /// <summary>The event that scheduled it; 0 before history shows it.</summary>
    public long EventId { get; private set; }

    public Task<ActivityOutcome> Outcome => _outcome.Task;

    /// <summary>Whether the service may hand the activity to this worker at once.</summary>
    public bool RequestEager
    {
        set => attributes.RequestEagerExecution = value;
    }

    /// <summary>Whether the workflow lets it be handed over at once.</summary>
    public bool MayBeEager { get; } = attributes.RequestEagerExecution;

    public string TaskQueue => attributes.TaskQueue.Name;

    protected override string Kind => "Activity";

    protected override EventType RecordedAs => EventType.ActivityTaskScheduled;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.ScheduleActivityTask,
        ScheduleActivityTaskCommandAttributes = attributes,
        UserMetadata = metadata,
    };

    public void Resolve(ActivityOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>The failure of an activity whose end is not waited for.</summary>
    public Failure Canceled() => InFailure(new() { Message = "Activity cancelled", CanceledFailureInfo = new() }, "Activity cancelled", RetryState.CancelRequested, string.Empty, 0);

    /// <summary>Wraps why an activity ended as the workflow sees it.</summary>
    public Failure InFailure(Failure? cause, string message, RetryState retryState, string identity, long startedEventId) => new()
    {
        Message = message,
        Cause = cause,
        ActivityFailureInfo = new()
        {
            ScheduledEventId = EventId,
            StartedEventId = startedEventId,
            Identity = identity,
            ActivityType = attributes.ActivityType,
            ActivityId = attributes.ActivityId,
            RetryState = retryState,
        },
    };

    protected override void Recorded(HistoryEvent historyEvent)
    {
        var recorded = historyEvent.ActivityTaskScheduledEventAttributes;
        Require("Activity id", recorded.ActivityId, attributes.ActivityId, historyEvent);
        Require("Activity type", recorded.ActivityType.Name, attributes.ActivityType.Name, historyEvent);
        EventId = historyEvent.EventId;
    }
}

/// <summary>How an activity ended.</summary>
/// <param name="Result">What it returned.</param>
/// <param name="Failure">Why it did not complete; null where it did.</param>
internal readonly record struct ActivityOutcome(Payloads? Result, Failure? Failure);

/// <summary>Asks an activity that has been scheduled by an earlier task to stop.</summary>
internal sealed class CancelActivityCommand(long scheduledEventId) : PendingCommand
{
    protected override string Kind => "Activity";

    protected override EventType RecordedAs => EventType.ActivityTaskCancelRequested;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };

    protected override void Recorded(HistoryEvent historyEvent) => Require(
        "Scheduled event",
        $"{historyEvent.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId}",
        $"{scheduledEventId}",
        historyEvent);
}
