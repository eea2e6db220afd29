using System.Collections.Concurrent;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Finds runs, by workflow or by themselves. Open ones are in memory; closed ones are read when asked for, and kept for a while.</summary>
internal sealed class RunRegistry
{
    // Clients ask for a result right after the run has closed.
    private const int ClosedRunsKept = 256;

    /// <summary>Held while a start is decided.</summary>
    private readonly Lock _starting = new();

    /// <summary>Guards the fields below; nothing else is locked while it is held.</summary>
    private readonly Lock _gate = new();
    private readonly RunEnvironment _environment;
    private readonly ConcurrentDictionary<long, Run> _byKey = new();
    private readonly ConcurrentDictionary<string, Run> _byRunId = new();
    private readonly Dictionary<(string Namespace, string WorkflowId), Run> _latest = [];
    private readonly Queue<Run> _closed = new();
    private long _lastKey;

    public RunRegistry(RunEnvironment environment)
    {
        _environment = environment;
        _lastKey = environment.Reader.MaxKey();
        environment.Closed = Retire;
        environment.StartSuccessor = StartSuccessor;
    }

    public ServiceLimits Limits => _environment.Limits;

    /// <summary>Loads every open run, and resumes it.</summary>
    public int Resume()
    {
        var runs = _environment.Reader.Open().ConvertAll(stored => new Run(_environment, stored.Run, stored.Pending));
        runs.ForEach(Add);
        runs.ForEach(r => r.Resume());
        foreach (var closed in _environment.Reader.Unsent())
        {
            Load(closed)?.SendUnsent();
        }

        _environment.Queues.SortByAge();
        return runs.Count;
    }

    /// <summary>Decides on a start while no other start of the same workflow is decided. The latest run is open, or no other one follows it.</summary>
    public T Starting<T>(string @namespace, string workflowId, Func<Run?, T> decide)
    {
        lock (_starting)
        {
            return decide(Latest(@namespace, workflowId));
        }
    }

    /// <summary>Makes a new run and its first change; only inside <see cref="Starting"/>, or under the lock of the run that it follows.</summary>
    /// <remarks>The run's lock is held from before it can be found until it has begun.</remarks>
    public T Begin<T>(string @namespace, RunStart start, Func<Run, T> begin)
    {
        var run = new Run(_environment, Interlocked.Increment(ref _lastKey), @namespace, start);
        return run.WithLock(_ =>
        {
            Add(run);
            try
            {
                return begin(run);
            }
            catch (DatabaseException)
            {
                Forget(run);
                throw;
            }
        });
    }

    /// <summary>The run a client means: by its id, or the latest of the workflow.</summary>
    public Run Get(string @namespace, string workflowId, string runId)
    {
        if (workflowId.Length == 0)
        {
            throw Errors.Invalid("WorkflowId is not set on request.");
        }

        if (runId.Length > 0 && !Guid.TryParseExact(runId, "D", out _))
        {
            throw Errors.Invalid("Invalid RunId.");
        }

        return Find(@namespace, workflowId, runId) ?? throw (runId.Length == 0 ? Errors.WorkflowNotFound(workflowId) : Errors.RunNotFound(workflowId, runId));
    }

    /// <summary>The run of that id, or the latest of the workflow; null if there is none.</summary>
    public Run? Find(string @namespace, string workflowId, string runId)
    {
        if (runId.Length == 0)
        {
            return Latest(@namespace, workflowId);
        }

        var run = Healthy(_byRunId.GetValueOrDefault(runId)) ?? Load(_environment.Reader.ByRunId(runId));
        return run is not null && run.Namespace == @namespace && run.WorkflowId == workflowId ? run : null;
    }

    /// <summary>The run of a task token; null if it is gone.</summary>
    public Run? Find(long key) => Healthy(_byKey.GetValueOrDefault(key)) ?? Load(_environment.Reader.ByKey(key));

    /// <summary>Forgets a run that has been removed from the database, or never got there.</summary>
    public void Forget(Run run)
    {
        lock (_gate)
        {
            Drop(run);
        }
    }

    /// <summary>Forgets a damaged run that has been removed from the database.</summary>
    public void ForgetDamaged(long key)
    {
        _environment.Quarantine.Remove(key);
        if (_byKey.TryGetValue(key, out var run))
        {
            Forget(run);
        }
    }

    /// <summary>The latest run of a workflow. If it is closed, no other one follows it: a run that continues another is known before that one closes.</summary>
    private Run? Latest(string @namespace, string workflowId)
    {
        var run = Known(@namespace, workflowId);
        while (run is not null)
        {
            if (run.Snapshot().Result == WorkflowExecutionStatus.Running || Known(@namespace, workflowId) is not { } now || now.RunId == run.RunId)
            {
                return run;
            }

            run = now;
        }

        return null;
    }

    private Run? Known(string @namespace, string workflowId)
    {
        lock (_gate)
        {
            return Healthy(_latest.GetValueOrDefault((@namespace, workflowId))) ?? Load(_environment.Reader.LatestOfWorkflow(@namespace, workflowId));
        }
    }

    private void StartSuccessor(Run run, Successor successor) => _ = Begin(run.Namespace, successor.Start, next => next.Begin(successor.Started));

    /// <summary>Refuses a damaged run: no request to it could succeed.</summary>
    private Run? Healthy(Run? run)
    {
        if (run is not null)
        {
            _environment.Quarantine.ThrowIfDamaged(run.Key);
        }

        return run;
    }

    /// <summary>A closed run from the database, kept for a while: a query on it comes back by the run's key.</summary>
    private Run? Load(StoredRun? stored)
    {
        if (stored is null)
        {
            return null;
        }

        _environment.Quarantine.ThrowIfDamaged(stored.Key);
        lock (_gate)
        {
            if (_byKey.TryGetValue(stored.Key, out var known))
            {
                return known;
            }

            var run = new Run(_environment, stored, new StoredPending([], [], []));
            _byKey[run.Key] = run;
            _byRunId[run.RunId] = run;
            Retire(run);
            return run;
        }
    }

    private void Add(Run run)
    {
        lock (_gate)
        {
            _byKey[run.Key] = run;
            _byRunId[run.RunId] = run;
            _latest[(run.Namespace, run.WorkflowId)] = run;
        }
    }

    private void Retire(Run run)
    {
        lock (_gate)
        {
            _closed.Enqueue(run);
            if (_closed.Count > ClosedRunsKept)
            {
                Drop(_closed.Dequeue());
            }
        }
    }

    private void Drop(Run run)
    {
        _ = _byKey.TryRemove(run.Key, out _);
        _ = _byRunId.TryRemove(run.RunId, out _);
        if (_latest.GetValueOrDefault((run.Namespace, run.WorkflowId)) == run)
        {
            _ = _latest.Remove((run.Namespace, run.WorkflowId));
        }
    }
}
