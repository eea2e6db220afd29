using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Worker.Commands;

namespace Temporalio.Worker.Runs;

/// <summary>
/// Turns the events of one workflow task into what they mean to the workflow, in the order of Temporal's Rust Core:
/// new random numbers, then signals, then all that the workflow waits for.
/// </summary>
internal sealed class EventDispatch
{
    private readonly Dictionary<long, ActivityCommand> _activities = [];
    private readonly Dictionary<long, TimerCommand> _timers = [];
    private readonly Dictionary<long, SignalExternalCommand> _signals = [];
    private readonly Dictionary<long, CancelExternalCommand> _cancellations = [];
    private readonly List<Action<WorkflowInstance>> _signalsReceived = [];
    private readonly List<Action<WorkflowInstance>> _others = [];
    private string? _newRunId;

    /// <summary>The workflow's start, if it is among the events.</summary>
    public HistoryEvent? Start { get; private set; }

    public void Clear()
    {
        (Start, _newRunId) = (null, null);
        _signalsReceived.Clear();
        _others.Clear();
    }

    /// <summary>A command is in history: what becomes of it will name this event.</summary>
    public void Track(HistoryEvent historyEvent, PendingCommand? command)
    {
        switch (command)
        {
            case ActivityCommand activity:
                _activities[historyEvent.EventId] = activity;
                break;
            case TimerCommand timer:
                _timers[historyEvent.EventId] = timer;
                break;
            case SignalExternalCommand signal:
                _signals[historyEvent.EventId] = signal;
                break;
            case CancelExternalCommand cancellation:
                _cancellations[historyEvent.EventId] = cancellation;
                break;
        }
    }

    /// <summary>Takes an event that is no command.</summary>
    public void Add(HistoryEvent historyEvent)
    {
        switch (historyEvent.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                Start = historyEvent;
                break;
            case EventType.WorkflowTaskFailed when historyEvent.WorkflowTaskFailedEventAttributes is { Cause: WorkflowTaskFailedCause.ResetWorkflow } reset:
                _newRunId = reset.NewRunId;
                break;
            case EventType.WorkflowExecutionSignaled:
                var signal = historyEvent.WorkflowExecutionSignaledEventAttributes;
                _signalsReceived.Add(i => i.Receive(new(signal.SignalName, signal.Input?.Payloads_ ?? [])));
                break;
            case EventType.WorkflowExecutionCancelRequested:
                _others.Add(i => i.Cancel());
                break;
            case EventType.TimerFired when _timers.Remove(historyEvent.TimerFiredEventAttributes.StartedEventId, out var timer):
                _others.Add(_ => timer.Fire());
                break;
            case EventType.ActivityTaskCompleted:
                var completed = historyEvent.ActivityTaskCompletedEventAttributes;
                Resolve(completed.ScheduledEventId, _ => new(completed.Result, null));
                break;
            case EventType.ActivityTaskFailed:
                var failed = historyEvent.ActivityTaskFailedEventAttributes;
                Resolve(failed.ScheduledEventId, a => new(
                    null, a.InFailure(failed.Failure, "Activity task failed", failed.RetryState, failed.Identity, failed.StartedEventId)));
                break;
            case EventType.ActivityTaskTimedOut:
                var timedOut = historyEvent.ActivityTaskTimedOutEventAttributes;
                Resolve(timedOut.ScheduledEventId, a => new(
                    null, a.InFailure(timedOut.Failure, "Activity task timed out", timedOut.RetryState, string.Empty, timedOut.StartedEventId)));
                break;
            case EventType.ActivityTaskCanceled:
                var canceled = historyEvent.ActivityTaskCanceledEventAttributes;
                Resolve(canceled.ScheduledEventId, a => new(null, Canceled(a, canceled)));
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                Resolve(_signals, historyEvent.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId, s => s.Resolve(null));
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                var unsent = historyEvent.SignalExternalWorkflowExecutionFailedEventAttributes;
                Resolve(_signals, unsent.InitiatedEventId, s => s.Resolve(Unsent(unsent.Cause)));
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                Resolve(_cancellations, historyEvent.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId, c => c.Resolve(null));
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                var unasked = historyEvent.RequestCancelExternalWorkflowExecutionFailedEventAttributes;
                Resolve(_cancellations, unasked.InitiatedEventId, c => c.Resolve(Unasked(unasked.Cause)));
                break;
        }
    }

    /// <summary>Tells the workflow.</summary>
    public void Deliver(WorkflowInstance instance)
    {
        if (_newRunId is { } runId)
        {
            instance.Reseed(RandomSeed.Of(runId));
        }

        foreach (var deliver in _signalsReceived.Concat(_others))
        {
            deliver(instance);
        }
    }

    private static Failure Canceled(ActivityCommand activity, ActivityTaskCanceledEventAttributes attributes) => activity.InFailure(
        new() { Message = "Activity cancelled", CanceledFailureInfo = new() { Details = attributes.Details } },
        "Activity cancelled",
        RetryState.CancelRequested,
        attributes.Identity,
        attributes.StartedEventId);

    private static Failure Unsent(SignalExternalWorkflowExecutionFailedCause cause) => External($"{cause}", "Unable to signal external workflow because " + cause switch
    {
        SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound or SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound => "it was not found",
        SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded => "The per-workflow signal limit was exceeded",
        _ => "unknown",
    });

    private static Failure Unasked(CancelExternalWorkflowExecutionFailedCause cause) => External($"{cause}", "Unable to cancel external workflow because " + cause switch
    {
        CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound or CancelExternalWorkflowExecutionFailedCause.NamespaceNotFound => "not found",
        _ => "unknown",
    });

    // The words are those of all Temporal SDKs.
    private static Failure External(string cause, string message) => new() { Message = message, ApplicationFailureInfo = new() { Type = cause } };

    private void Resolve(long scheduledEventId, Func<ActivityCommand, ActivityOutcome> outcome) =>
        Resolve(_activities, scheduledEventId, a => a.Resolve(outcome(a)));

    private void Resolve<T>(Dictionary<long, T> waiting, long eventId, Action<T> resolve)
    {
        if (waiting.Remove(eventId, out var command))
        {
            _others.Add(_ => resolve(command));
        }
    }
}
