using EmbeddedTemporal.Time;

namespace EmbeddedTemporal.Matching;

/// <summary>One task queue of one kind: tasks that wait for a worker, or workers that wait for a task; never both.</summary>
internal sealed class TaskQueue(ServiceClock clock)
{
    private readonly Lock _gate = new();
    private readonly TaskBacklog _tasks = new();
    private readonly LinkedList<Poll> _polls = new();
    private readonly QueuePollers _pollers = new(clock);
    private bool _abandoned;

    /// <summary>True while a worker polls here or did a moment ago, and has not gone since.</summary>
    public bool IsServed
    {
        get
        {
            lock (_gate)
            {
                return _polls.Count > 0 || _pollers.HavePolledRecently;
            }
        }
    }

    public int Backlog
    {
        get
        {
            lock (_gate)
            {
                return _tasks.Count;
            }
        }
    }

    /// <summary>The backlog of each level that has been used, and of the default one.</summary>
    public SortedDictionary<int, BacklogStatistics> BacklogByLevel()
    {
        lock (_gate)
        {
            return _tasks.ByLevel();
        }
    }

    public DispatchRate Rate { get; } = new();

    /// <summary>Notes that a worker serves the queue.</summary>
    public void Touch()
    {
        lock (_gate)
        {
            _pollers.Touch();
        }
    }

    /// <summary>Gives the task to the worker that has waited longest, or keeps it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="first">Before all that wait: queries, and tasks that a lost poll hands back.</param>
    public void Add(IQueuedTask task, bool first = false)
    {
        Poll? poll = null;
        lock (_gate)
        {
            while (_polls.First is { } waiting)
            {
                _polls.RemoveFirst();
                if (waiting.Value.TryGive(task))
                {
                    poll = waiting.Value;
                    break;
                }
            }

            if (poll is null && first)
            {
                _tasks.AddFirst(task);
            }
            else if (poll is null)
            {
                _tasks.Add(task);
            }
        }
    }

    /// <summary>Adds the task if the queue is served.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryAdd(IQueuedTask task, bool first = false)
    {
        lock (_gate)
        {
            var served = IsServed;
            if (served)
            {
                Add(task, first);
            }

            return served;
        }
    }

    /// <summary>The next task, or null when none came in time, or for a caller who has gone.</summary>
    public async Task<IQueuedTask?> PollAsync(string identity, string buildId, TimeSpan patience, CancellationToken gone)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone);
        end.CancelAfter(patience);
        var task = await PollAsync(identity, buildId, end.Token).ConfigureAwait(false);
        if (task is not null && !await Rate.WaitAsync(end.Token).ConfigureAwait(false))
        {
            Add(task, first: true);
            task = null;
        }

        if (gone.IsCancellationRequested)
        {
            Leave(task);
            return null;
        }

        return task;
    }

    private async Task<IQueuedTask?> PollAsync(string identity, string buildId, CancellationToken end)
    {
        LinkedListNode<Poll>? node;
        while (TakeOrWait(identity, buildId, out node) is { } waiting)
        {
            // Not asked under this queue's lock: the run takes its own, which it also holds while it adds a task here.
            if (waiting.IsAlive)
            {
                return waiting;
            }
        }

        if (node is null)
        {
            return null;
        }

        using var registration = end.UnsafeRegister(static poll => ((Poll)poll!).TryGive(null), node.Value);
        var task = await node.Value.Task.ConfigureAwait(false);
        if (task is null)
        {
            lock (_gate)
            {
                if (node.List is not null)
                {
                    _polls.Remove(node);
                }
            }
        }

        return task;
    }

    /// <summary>The next task; with none there, a place among the polls, unless the queue is abandoned.</summary>
    private IQueuedTask? TakeOrWait(string identity, string buildId, out LinkedListNode<Poll>? node)
    {
        lock (_gate)
        {
            node = null;
            if (_abandoned)
            {
                return null;
            }

            _pollers.Note(identity, buildId);
            if (_tasks.Take() is { } task)
            {
                return task;
            }

            node = _polls.AddLast(new Poll());
            return null;
        }
    }

    /// <summary>A caller has gone instead of waiting for an answer. When the last one goes, the queue is no longer served.</summary>
    private void Leave(IQueuedTask? given)
    {
        lock (_gate)
        {
            if (given is not null)
            {
                Add(given, first: true);
            }

            if (_polls.Count == 0)
            {
                _pollers.ForgetLastPoll();
            }
        }
    }

    /// <summary>Starts a task that was taken from here; one that cannot be started for now comes back.</summary>
    public T Start<T>(IQueuedTask task, Func<T> start)
    {
        try
        {
            return start();
        }
        catch
        {
            Add(task, first: true);
            throw;
        }
    }

    /// <summary>Ends all polls for good: the worker has shut down.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            foreach (var poll in _polls)
            {
                _ = poll.TryGive(null);
            }

            _polls.Clear();
            _pollers.Clear();
        }
    }

    /// <summary>Moves the tasks that wait here to the queues of the workers that get them now: the workers of this one are gone, or are no longer meant.</summary>
    public void Redistribute()
    {
        foreach (var task in Drain())
        {
            task.Requeue();
        }
    }

    /// <summary>Redistributes on another thread: the caller holds the lock of one task's owner, and the owners of others may hold theirs.</summary>
    public void RedistributeSoon() => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Redistribute(), this, preferLocal: false);

    /// <summary>Takes out all that waits.</summary>
    public List<IQueuedTask> Drain()
    {
        lock (_gate)
        {
            var tasks = new List<IQueuedTask>(_tasks.Count);
            while (_tasks.Take() is { } task)
            {
                tasks.Add(task);
            }

            return tasks;
        }
    }

    /// <summary>Lets the tasks wait in the order in which they came: after a start of the service they are queued run by run.</summary>
    public void SortByAge()
    {
        lock (_gate)
        {
            foreach (var task in Drain().OrderBy(task => task.Since))
            {
                _tasks.Add(task);
            }
        }
    }

    public List<PollerSighting> Pollers()
    {
        lock (_gate)
        {
            return _pollers.Recent();
        }
    }

    private sealed class Poll
    {
        private readonly TaskCompletionSource<IQueuedTask?> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IQueuedTask?> Task => _given.Task;

        public bool TryGive(IQueuedTask? task) => _given.TrySetResult(task);
    }
}
