using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Cuts history into what each workflow task saw: the events since the task before, up to the task's own start.</summary>
internal sealed class HistoryFeed
{
    private readonly List<HistoryEvent> _events = [];
    private int _next;

    /// <summary>The last event that was given.</summary>
    public long LastEventId { get; private set; }

    /// <summary>Whether all events have been taken.</summary>
    public bool IsEmpty => _next == _events.Count;

    /// <summary>Gives more events; those that were given already are passed over.</summary>
    /// <exception cref="ArgumentException">Events in between are missing.</exception>
    public void Add(IEnumerable<HistoryEvent> events)
    {
        // Events that were taken are dropped: a cached workflow holds no history.
        _events.RemoveRange(0, _next);
        _next = 0;
        foreach (var historyEvent in events)
        {
            if (historyEvent.EventId <= LastEventId)
            {
                continue;
            }

            if (historyEvent.EventId != LastEventId + 1)
            {
                throw new ArgumentException($"Event {historyEvent.EventId} follows event {LastEventId}.", nameof(events));
            }

            _events.Add(historyEvent);
            LastEventId = historyEvent.EventId;
        }
    }

    /// <summary>Takes the events of the next workflow task.</summary>
    /// <param name="live">Whether a task that has started and not ended is to be worked on now.</param>
    /// <returns>The events; null where there is no further task.</returns>
    public WorkflowTaskEvents? Take(bool live)
    {
        var sawAnythingElse = false;
        for (var i = _next; i < _events.Count; i++)
        {
            var historyEvent = _events[i];
            if (historyEvent.ClosesRun())
            {
                return Cut(i, replaying: true);
            }

            sawAnythingElse |= !historyEvent.IsWorkflowTask();
            if (historyEvent.EventType == EventType.WorkflowTaskStarted && EndsTask(i, sawAnythingElse, live))
            {
                return Cut(i, replaying: i + 1 < _events.Count || !live);
            }
        }

        return null;
    }

    /// <summary>The commands with which the task that was taken last was answered, if history has them already.</summary>
    public IEnumerable<HistoryEvent> PeekAnswer()
    {
        for (var i = _next; i < _events.Count; i++)
        {
            var historyEvent = _events[i];
            if (historyEvent.IsCommand() || historyEvent.EventType == EventType.WorkflowTaskCompleted)
            {
                yield return historyEvent;
            }
            else
            {
                yield break;
            }
        }
    }

    private bool EndsTask(int started, bool sawAnythingElse, bool live)
    {
        if (started + 1 == _events.Count)
        {
            return live;
        }

        // A task that failed, timed out or was overtaken by the run's end left no trace in the workflow.
        if (_events[started + 1].EventType != EventType.WorkflowTaskCompleted)
        {
            return false;
        }

        // A task that a worker completed only to gain time (it asked for the next one at once) is one with the task that follows.
        var wonTime = !sawAnythingElse && started + 2 < _events.Count && _events[started + 2].EventType == EventType.WorkflowTaskScheduled;
        return !wonTime;
    }

    private WorkflowTaskEvents Cut(int last, bool replaying)
    {
        var events = _events.GetRange(_next, last + 1 - _next);
        _next = last + 1;
        return new(events, replaying);
    }
}
