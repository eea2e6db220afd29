using EmbeddedTemporal.Storage;
using Google.Protobuf;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// The activities that a run waits for, by event and by id, and what the current transaction does to them: it can be undone, and
/// says what to store. Guarded by the run's lock.
/// </summary>
internal sealed class PendingActivities
{
    private readonly SortedDictionary<long, ActivityState> _byEvent = [];
    private readonly Dictionary<string, ActivityState> _byId = [];
    private readonly HashSet<(long ScheduledEventId, int Attempt, int Stamp)> _queued = [];

    /// <summary>What the current transaction has changed, as it was before; null if it did not exist.</summary>
    private readonly Dictionary<long, ActivityState?> _before = [];

    public PendingActivities(IEnumerable<ActivityState> stored)
    {
        foreach (var activity in stored)
        {
            Put(activity);
        }
    }

    public int Count => _byEvent.Count;

    /// <summary>In the order in which they were scheduled.</summary>
    public SortedDictionary<long, ActivityState>.ValueCollection All => _byEvent.Values;

    public bool AreChanged => _before.Count > 0;

    public ActivityState? Find(long scheduledEventId) => _byEvent.GetValueOrDefault(scheduledEventId);

    public ActivityState? Find(string activityId) => _byId.GetValueOrDefault(activityId);

    public void Add(ActivityState activity)
    {
        _ = _before.TryAdd(activity.ScheduledEventId, null);
        Put(activity);
    }

    /// <summary>Must be called before an activity is changed.</summary>
    public void Touch(ActivityState activity)
    {
        if (!_before.ContainsKey(activity.ScheduledEventId))
        {
            _before.Add(activity.ScheduledEventId, activity.Clone());
        }
    }

    public void Remove(ActivityState activity)
    {
        Touch(activity);
        Take(activity);
        NotQueued(activity);
    }

    public void Clear()
    {
        foreach (var activity in _byEvent.Values.ToList())
        {
            Remove(activity);
        }
    }

    /// <summary>Notes that the attempt waits in its task queue; false if it does already.</summary>
    public bool TryQueue(ActivityState activity) => _queued.Add((activity.ScheduledEventId, activity.Attempt, activity.Stamp));

    public bool IsQueued(ActivityState activity) => _queued.Contains((activity.ScheduledEventId, activity.Attempt, activity.Stamp));

    /// <summary>Notes that the attempt is no longer in its task queue.</summary>
    public void NotQueued(ActivityState activity) => _ = _queued.Remove((activity.ScheduledEventId, activity.Attempt, activity.Stamp));

    /// <summary>Adds what the current transaction has to store.</summary>
    public void AddChanges(List<PendingChange> changes)
    {
        foreach (var (id, before) in _before)
        {
            if (_byEvent.TryGetValue(id, out var activity))
            {
                changes.Add(new PendingChange(id, PendingKind.Activity, activity.ToByteArray()));
            }
            else if (before is not null)
            {
                changes.Add(new PendingChange(id, PendingKind.Activity, null));
            }
        }
    }

    /// <summary>Keeps the pending changes.</summary>
    public void Keep() => _before.Clear();

    /// <summary>Rolls back the pending changes.</summary>
    public void Undo()
    {
        // Remove all of them first: an id may have moved from one activity to another.
        foreach (var id in _before.Keys)
        {
            if (_byEvent.TryGetValue(id, out var now))
            {
                Take(now);
            }
        }

        foreach (var before in _before.Values.OfType<ActivityState>())
        {
            Put(before);
        }

        _before.Clear();
    }

    private void Put(ActivityState activity)
    {
        _byEvent.Add(activity.ScheduledEventId, activity);
        _byId.Add(activity.ActivityId, activity);
    }

    private void Take(ActivityState activity)
    {
        _ = _byEvent.Remove(activity.ScheduledEventId);
        _ = _byId.Remove(activity.ActivityId);
    }
}
