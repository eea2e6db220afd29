using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's timers: started and cancelled by workflow code, fired by the clock.</summary>
internal sealed class Timers(IEnumerable<TimerState> stored) : IPendingPart
{
    private readonly PendingTimers _pending = new(stored);

    public bool AreChanged => _pending.AreChanged;

    public void AddDeadlines(RunDeadlines deadlines)
    {
        foreach (var timer in _pending.All)
        {
            deadlines.Consider(timer.FireTime.ToDateTimeOffset(), t => Fire(t, timer));
        }
    }

    public void Clear(RunTransaction transaction) => _pending.Clear();

    /// <summary>Takes what was pending in the run that this one was reset from.</summary>
    public void Restore(IEnumerable<TimerState> timers)
    {
        foreach (var timer in timers)
        {
            _pending.Add(timer);
        }
    }

    public int Count => _pending.Count;

    public void AddChanges(List<PendingChange> changes) => _pending.AddChanges(changes);

    public void Keep() => _pending.Keep();

    public void Undo() => _pending.Undo();

    public void Start(RunTransaction transaction, StartTimerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartTimerAttributes;
        if (command.TimerId.Length == 0)
        {
            throw new WorkflowTaskRejectedException(Bad, "BadStartTimerAttributes: TimerId is not set on StartTimerCommand.");
        }

        if (command.TimerId.Length > transaction.Limits.MaxIdLength)
        {
            throw new WorkflowTaskRejectedException(Bad, "BadStartTimerAttributes: TimerId on StartTimerCommand exceeds length limit.");
        }

        if (Durations.Problem(command.StartToFireTimeout) is { } problem)
        {
            throw new WorkflowTaskRejectedException(Bad, $"BadStartTimerAttributes: An invalid StartToFireTimeout is set on StartTimerCommand: {problem}. TimerId={command.TimerId}");
        }

        if (_pending.Find(command.TimerId) is not null)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.StartTimerDuplicateId, $"StartTimerDuplicateId: invalid history builder state for action: add-timer-started-event, TimerID: {command.TimerId}");
        }

        if (_pending.Count >= Limits.MaxPendingTimers)
        {
            throw new WorkflowTaskRejectedException(Bad, $"BadStartTimerAttributes: the number of pending timers, {_pending.Count}, has reached the limit of {Limits.MaxPendingTimers}");
        }

        var started = transaction.Append(EventType.TimerStarted, e =>
        {
            e.TimerStartedEventAttributes = new() { TimerId = command.TimerId, StartToFireTimeout = command.StartToFireTimeout, WorkflowTaskCompletedEventId = completedEventId };
            decorate(e);
        });
        _pending.Add(new TimerState
        {
            StartedEventId = started.EventId,
            TimerId = command.TimerId,
            FireTime = Durations.Add(started.EventTime, command.StartToFireTimeout),
        });
    }

    /// <summary>A timer that has fired while a worker had the task is cancelled all the same: the buffered event is removed.</summary>
    public void Cancel(RunTransaction transaction, string timerId, long completedEventId, string identity)
    {
        long startedEventId;
        if (_pending.Find(timerId) is { } timer)
        {
            _pending.Remove(timer);
            startedEventId = timer.StartedEventId;
        }
        else if (transaction.State.BufferedEvents.FirstOrDefault(e => e.TimerFiredEventAttributes?.TimerId == timerId) is { } fired)
        {
            _ = transaction.State.BufferedEvents.Remove(fired);
            startedEventId = fired.TimerFiredEventAttributes.StartedEventId;
        }
        else
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.BadCancelTimerAttributes, $"BadCancelTimerAttributes: invalid history builder state for action: add-timer-canceled-event, TimerID: {timerId}");
        }

        _ = transaction.Append(EventType.TimerCanceled, e => e.TimerCanceledEventAttributes = new() { TimerId = timerId, StartedEventId = startedEventId, WorkflowTaskCompletedEventId = completedEventId, Identity = identity });
    }

    private void Fire(RunTransaction transaction, TimerState timer)
    {
        _pending.Remove(timer);
        transaction.AppendOrBuffer(EventType.TimerFired, e => e.TimerFiredEventAttributes = new() { TimerId = timer.TimerId, StartedEventId = timer.StartedEventId });
        transaction.ScheduleWorkflowTask();
    }
}
