namespace EmbeddedTemporal.Matching;

/// <summary>
/// The tasks of one queue that wait for a worker, in the order in which they are handed out: lower levels first, and within a
/// level the fairness keys by turns. Its queue's lock protects it.
/// </summary>
internal sealed class TaskBacklog
{
    private readonly Stack<IQueuedTask> _first = new();
    private readonly LevelBacklog?[] _levels = new LevelBacklog?[TaskPriority.LastLevel];

    public int Count { get; private set; }

    public void Add(IQueuedTask task)
    {
        var priority = task.Priority;
        (_levels[priority.Level - 1] ??= new LevelBacklog()).Add(task, priority);
        Count++;
    }

    /// <summary>Adds a task that is handed out before all others.</summary>
    public void AddFirst(IQueuedTask task)
    {
        _first.Push(task);
        Count++;
    }

    /// <summary>Takes out the next task; null if none waits.</summary>
    public IQueuedTask? Take()
    {
        if (Count == 0)
        {
            return null;
        }

        Count--;
        if (_first.TryPop(out var first))
        {
            return first;
        }

        var level = 0;
        while (_levels[level] is not { Count: > 0 })
        {
            level++;
        }

        return _levels[level]!.Take();
    }

    /// <summary>The backlog of each level that has been used, and of the default one.</summary>
    public SortedDictionary<int, BacklogStatistics> ByLevel()
    {
        var levels = new SortedDictionary<int, BacklogStatistics> { [TaskPriority.DefaultLevel] = BacklogStatistics.Empty };
        for (var level = 1; level <= TaskPriority.LastLevel; level++)
        {
            if (_levels[level - 1] is { } backlog)
            {
                levels[level] = BacklogStatistics.Of(backlog.Tasks);
            }
        }

        foreach (var task in _first)
        {
            levels[task.Priority.Level] = levels.GetValueOrDefault(task.Priority.Level, BacklogStatistics.Empty).With(task);
        }

        return levels;
    }
}

/// <summary>Tasks that wait, in numbers.</summary>
/// <param name="Count">How many.</param>
/// <param name="Oldest">Since when the first of them has waited; null if none does.</param>
internal readonly record struct BacklogStatistics(int Count, DateTimeOffset? Oldest)
{
    public static BacklogStatistics Empty => default;

    public static BacklogStatistics Of(IEnumerable<IQueuedTask> tasks) => tasks.Aggregate(Empty, (statistics, task) => statistics.With(task));

    public BacklogStatistics With(IQueuedTask task) => new(Count + 1, Oldest < task.Since ? Oldest : task.Since);

    public BacklogStatistics With(BacklogStatistics other) => new(Count + other.Count, Oldest is null || other.Oldest < Oldest ? other.Oldest : Oldest);
}
