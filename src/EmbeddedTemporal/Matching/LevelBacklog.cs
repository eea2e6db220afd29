namespace EmbeddedTemporal.Matching;

/// <summary>
/// The waiting tasks of one level. As long as no fairness key is used it is a plain queue. With keys, each task gets a time on a
/// virtual clock when it comes: one step after its key's last task, but not before the task that was handed out last. A key with twice
/// the weight has steps of half the length. This is start-time fair queueing: a key that comes late does not get back what it
/// did not ask for, and one with many tasks delays no other by more than a turn.
/// </summary>
internal sealed class LevelBacklog
{
    private readonly Queue<IQueuedTask> _plain = new();
    private readonly PriorityQueue<IQueuedTask, (double Time, long Number)> _fair = new();
    private readonly Dictionary<string, double> _lastTimes = new(StringComparer.Ordinal);
    private double _now;
    private long _added;

    public int Count => _plain.Count + _fair.Count;

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<IQueuedTask> Tasks => _plain.Concat(_fair.UnorderedItems.Select(item => item.Element));

    public void Add(IQueuedTask task, TaskPriority priority)
    {
        if (_fair.Count == 0 && priority.FairnessKey.Length == 0)
        {
            _plain.Enqueue(task);
            return;
        }

        while (_plain.TryDequeue(out var earlier))
        {
            AddFair(earlier, TaskPriority.Default);
        }

        AddFair(task, priority);
    }

    /// <summary>Takes out the next task; the level must not be empty.</summary>
    public IQueuedTask Take()
    {
        if (_plain.TryDequeue(out var plain))
        {
            return plain;
        }

        _ = _fair.TryDequeue(out var task, out var place);
        _now = place.Time;
        if (_fair.Count == 0)
        {
            _lastTimes.Clear();
            _now = 0;
        }

        return task!;
    }

    private void AddFair(IQueuedTask task, TaskPriority priority)
    {
        var time = Math.Max(_now, _lastTimes.GetValueOrDefault(priority.FairnessKey)) + (1 / priority.Weight);
        _lastTimes[priority.FairnessKey] = time;
        _fair.Enqueue(task, (time, _added++));
    }
}
