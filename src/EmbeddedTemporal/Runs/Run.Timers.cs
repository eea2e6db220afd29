using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Timers: started and cancelled by workflow code, fired by the clock.</content>
internal sealed partial class Run
{
    private void StartTimer(StartTimerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartTimerAttributes;
        if (command.TimerId.Length == 0)
        {
            throw new WorkflowTaskRefused(Bad, "BadStartTimerAttributes: TimerId is not set on StartTimerCommand.");
        }

        if (command.TimerId.Length > Limits.MaxIdLength)
        {
            throw new WorkflowTaskRefused(Bad, "BadStartTimerAttributes: TimerId on StartTimerCommand exceeds length limit.");
        }

        if (Durations.Problem(command.StartToFireTimeout) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"BadStartTimerAttributes: An invalid StartToFireTimeout is set on StartTimerCommand: {problem}. TimerId={command.TimerId}");
        }

        if (_timers.Find(command.TimerId) is not null)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.StartTimerDuplicateId, $"StartTimerDuplicateId: invalid history builder state for action: add-timer-started-event, TimerID: {command.TimerId}");
        }

        if (_timers.Count >= Limits.MaxPendingTimers)
        {
            throw new WorkflowTaskRefused(Bad, $"BadStartTimerAttributes: the number of pending timers, {_timers.Count}, has reached the limit of {Limits.MaxPendingTimers}");
        }

        var started = Append(EventType.TimerStarted, e =>
        {
            e.TimerStartedEventAttributes = new() { TimerId = command.TimerId, StartToFireTimeout = command.StartToFireTimeout, WorkflowTaskCompletedEventId = completedEventId };
            decorate(e);
        });
        _timers.Add(new TimerState
        {
            StartedEventId = started.EventId,
            TimerId = command.TimerId,
            FireTime = Durations.Add(started.EventTime, command.StartToFireTimeout),
        });
    }

    /// <summary>A timer that has fired while the task was out is cancelled all the same: the firing is taken back.</summary>
    private void CancelTimer(string timerId, long completedEventId, string identity)
    {
        long startedEventId;
        if (_timers.Find(timerId) is { } timer)
        {
            _timers.Remove(timer);
            startedEventId = timer.StartedEventId;
        }
        else if (_state.BufferedEvents.FirstOrDefault(e => e.TimerFiredEventAttributes?.TimerId == timerId) is { } fired)
        {
            _ = _state.BufferedEvents.Remove(fired);
            startedEventId = fired.TimerFiredEventAttributes.StartedEventId;
        }
        else
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadCancelTimerAttributes, $"BadCancelTimerAttributes: invalid history builder state for action: add-timer-canceled-event, TimerID: {timerId}");
        }

        _ = Append(EventType.TimerCanceled, e => e.TimerCanceledEventAttributes = new() { TimerId = timerId, StartedEventId = startedEventId, WorkflowTaskCompletedEventId = completedEventId, Identity = identity });
    }

    private void FireTimer(TimerState timer)
    {
        _timers.Remove(timer);
        AppendOrBuffer(EventType.TimerFired, e => e.TimerFiredEventAttributes = new() { TimerId = timer.TimerId, StartedEventId = timer.StartedEventId });
        ScheduleWorkflowTask();
    }
}
