using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Storage;

/// <summary>A run as it stands in the database.</summary>
internal sealed record StoredRun(long Key, string Namespace, RunStart Start, RunState State);

/// <summary>What a stored run waits for.</summary>
internal sealed record StoredPending(List<ActivityState> Activities, List<TimerState> Timers, List<string> RequestIds)
{
    public List<ChildState> Children { get; } = [];

    public List<UpdateState> Updates { get; } = [];
}

/// <summary>Reads runs and histories; sees what is committed. Calls take turns on one connection.</summary>
internal sealed class RunReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _latestOfWorkflow;
    private readonly SqliteStatement _byRunId;
    private readonly SqliteStatement _byKey;
    private readonly SqliteStatement _open;
    private readonly SqliteStatement _pending;
    private readonly SqliteStatement _requests;
    private readonly SqliteStatement _batchOf;
    private readonly SqliteStatement _batches;
    private readonly SqliteStatement _batchesBackwards;
    private readonly SqliteStatement _maxKey;

    public RunReader(Database database)
    {
        const string Columns = "SELECT key, namespace, start, state FROM runs";
        _connection = database.OpenForReading();
        _latestOfWorkflow = _connection.Prepare($"{Columns} WHERE namespace = ? AND workflow_id = ? ORDER BY key DESC LIMIT 1");
        _byRunId = _connection.Prepare($"{Columns} WHERE run_id = ?");
        _byKey = _connection.Prepare($"{Columns} WHERE key = ?");
        _open = _connection.Prepare($"{Columns} WHERE close_time IS NULL");
        _pending = _connection.Prepare("SELECT kind, data FROM pending WHERE id >= ? AND id < ?");
        _requests = _connection.Prepare("SELECT request_id FROM requests WHERE run_key = ?");
        _batchOf = _connection.Prepare("SELECT data FROM events WHERE id >= ? AND id <= ? ORDER BY id DESC LIMIT 1");
        _batches = _connection.Prepare("SELECT id, data FROM events WHERE id >= ? AND id < ? ORDER BY id");
        _batchesBackwards = _connection.Prepare("SELECT data FROM events WHERE id >= ? AND id < ? ORDER BY id DESC");
        _maxKey = _connection.Prepare("SELECT COALESCE(MAX(key), 0) FROM runs");
    }

    public StoredRun? LatestOfWorkflow(string @namespace, string workflowId)
    {
        lock (_gate)
        {
            return One(_latestOfWorkflow.Bind(1, @namespace).Bind(2, workflowId));
        }
    }

    public StoredRun? ByRunId(string runId)
    {
        lock (_gate)
        {
            return One(_byRunId.Bind(1, runId));
        }
    }

    public StoredRun? ByKey(long key)
    {
        lock (_gate)
        {
            return One(_byKey.Bind(1, key));
        }
    }

    public List<StoredRun> Open()
    {
        lock (_gate)
        {
            var runs = new List<StoredRun>();
            while (_open.Step())
            {
                runs.Add(Run(_open));
            }

            return runs;
        }
    }

    public long MaxKey()
    {
        lock (_gate)
        {
            _ = _maxKey.Step();
            var key = _maxKey.Integer(0);
            _maxKey.Reset();
            return key;
        }
    }

    public StoredPending Pending(long runKey)
    {
        var stored = new StoredPending([], [], []);
        lock (_gate)
        {
            _ = _pending.Bind(1, Database.RowId(runKey, 0)).Bind(2, Database.RowId(runKey + 1, 0));
            while (_pending.Step())
            {
                switch ((PendingKind)_pending.Integer(0))
                {
                    case PendingKind.Activity:
                        stored.Activities.Add(ActivityState.Parser.ParseFrom(_pending.Blob(1)));
                        break;
                    case PendingKind.Timer:
                        stored.Timers.Add(TimerState.Parser.ParseFrom(_pending.Blob(1)));
                        break;
                    case PendingKind.Child:
                        stored.Children.Add(ChildState.Parser.ParseFrom(_pending.Blob(1)));
                        break;
                    case PendingKind.Update:
                        stored.Updates.Add(UpdateState.Parser.ParseFrom(_pending.Blob(1)));
                        break;
                }
            }

            _ = _requests.Bind(1, runKey);
            while (_requests.Step())
            {
                stored.RequestIds.Add(_requests.Text(0));
            }
        }

        return stored;
    }

    /// <summary>The events from <paramref name="first"/> to before <paramref name="end"/>: as many as the page may hold. Only the first batch may be read from its middle.</summary>
    public List<HistoryEvent> Events(long runKey, long first, long end, PageBudget budget)
    {
        var events = new List<HistoryEvent>();
        lock (_gate)
        {
            // The batch that holds the first event may begin before it.
            _ = _batchOf.Bind(1, Database.RowId(runKey, 0)).Bind(2, Database.RowId(runKey, first));
            if (_batchOf.Step())
            {
                Take(_batchOf.Blob(0), first, end, events, budget);
                _batchOf.Reset();
            }

            _ = _batches.Bind(1, Database.RowId(runKey, first + 1)).Bind(2, Database.RowId(runKey, end));
            while (!budget.IsSpent && _batches.Step())
            {
                Take(_batches.Blob(1), first, end, events, budget);
            }

            _batches.Reset();
        }

        return events;
    }

    /// <summary>At most so many batches before <paramref name="end"/>, the newest event first.</summary>
    public List<HistoryEvent> BatchesBackwards(long runKey, long end, int count)
    {
        var events = new List<HistoryEvent>();
        var budget = new PageBudget { Batches = count };
        lock (_gate)
        {
            _ = _batchesBackwards.Bind(1, Database.RowId(runKey, 0)).Bind(2, Database.RowId(runKey, end));
            while (!budget.IsSpent && _batchesBackwards.Step())
            {
                budget.Spend(_batchesBackwards.Blob(0).Length);
                events.AddRange(History.Parser.ParseFrom(_batchesBackwards.Blob(0)).Events.Where(e => e.EventId < end).Reverse());
            }

            _batchesBackwards.Reset();
        }

        return events;
    }

    /// <summary>Reads with a statement of one's own, taking turns with the others.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_gate)
        {
            return read(_connection);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private static void Take(ReadOnlySpan<byte> batch, long first, long end, List<HistoryEvent> events, PageBudget budget)
    {
        budget.Spend(batch.Length);
        events.AddRange(History.Parser.ParseFrom(batch).Events.Where(e => e.EventId >= first && e.EventId < end));
    }

    private static StoredRun? One(SqliteStatement statement)
    {
        var run = statement.Step() ? Run(statement) : null;
        statement.Reset();
        return run;
    }

    private static StoredRun Run(SqliteStatement row) =>
        new(row.Integer(0), row.Text(1), RunStart.Parser.ParseFrom(row.Blob(2)), RunState.Parser.ParseFrom(row.Blob(3)));
}
