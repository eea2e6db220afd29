using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A change of a run under way: its events, what to hand out after the commit, and how to undo it.</summary>
internal sealed class RunChange(RunState before)
{
    private readonly Dictionary<long, ActivityState?> _activitiesBefore = [];
    private readonly Dictionary<string, TimerState?> _timersBefore = [];

    public RunState StateBefore { get; } = before;

    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The size of the events.</summary>
    public long Bytes { get; set; }

    public List<string> RequestIds { get; } = [];

    public bool QueueWorkflowTask { get; set; }

    public bool Closes { get; set; }

    /// <summary>The worker's answers to the queries that its task carried.</summary>
    public IDictionary<string, WorkflowQueryResult>? QueryResults { get; set; }

    public bool IsEmpty(RunState now) =>
        Events.Count == 0 && RequestIds.Count == 0 && _activitiesBefore.Count == 0 && _timersBefore.Count == 0 && now.Equals(StateBefore);

    /// <summary>Must be called before an activity is added, changed or removed.</summary>
    public void Touch(long scheduledEventId, ActivityState? before) => _ = _activitiesBefore.TryAdd(scheduledEventId, before?.Clone());

    /// <summary>Must be called before a timer is added or removed.</summary>
    public void Touch(string timerId, TimerState? before) => _ = _timersBefore.TryAdd(timerId, before);

    public List<PendingChange> Pending(IDictionary<long, ActivityState> activities, Dictionary<string, TimerState> timers)
    {
        var pending = new List<PendingChange>();
        foreach (var (id, before) in _activitiesBefore)
        {
            if (activities.TryGetValue(id, out var activity))
            {
                pending.Add(new PendingChange(id, PendingKind.Activity, activity.ToByteArray()));
            }
            else if (before is not null)
            {
                pending.Add(new PendingChange(id, PendingKind.Activity, null));
            }
        }

        foreach (var (id, before) in _timersBefore)
        {
            // The same id may have been cancelled and started again.
            if (before is not null)
            {
                pending.Add(new PendingChange(before.StartedEventId, PendingKind.Timer, null));
            }

            if (timers.TryGetValue(id, out var timer))
            {
                pending.Add(new PendingChange(timer.StartedEventId, PendingKind.Timer, timer.ToByteArray()));
            }
        }

        return pending;
    }

    public void Restore(SortedDictionary<long, ActivityState> activities, Dictionary<string, ActivityState> activitiesById, Dictionary<string, TimerState> timers)
    {
        foreach (var (id, before) in _activitiesBefore)
        {
            if (activities.Remove(id, out var now))
            {
                _ = activitiesById.Remove(now.ActivityId);
            }
        }

        foreach (var (id, before) in _activitiesBefore)
        {
            if (before is not null)
            {
                activities[id] = before;
                activitiesById[before.ActivityId] = before;
            }
        }

        foreach (var (id, before) in _timersBefore)
        {
            _ = timers.Remove(id);
            if (before is not null)
            {
                timers.Add(id, before);
            }
        }
    }
}
