using Microsoft.Data.Sqlite;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Storage;

/// <summary>A run as it is in the database.</summary>
internal sealed record StoredRun(long Key, string Namespace, RunStart Start, RunState State);

/// <summary>What a stored run waits for.</summary>
internal sealed record StoredPending(List<ActivityState> Activities, List<TimerState> Timers, List<string> RequestIds)
{
    public List<ChildState> Children { get; } = [];

    public List<UpdateState> Updates { get; } = [];
}

/// <summary>Reads runs and histories; sees what is committed.</summary>
internal sealed class RunReader : IDisposable
{
    private readonly ReadConnection _connection;
    private readonly SqliteCommand _latestOfWorkflow;
    private readonly SqliteCommand _byRunId;
    private readonly SqliteCommand _byKey;
    private readonly SqliteCommand _open;
    private readonly SqliteCommand _pending;
    private readonly SqliteCommand _requests;
    private readonly SqliteCommand _batchOf;
    private readonly SqliteCommand _batches;
    private readonly SqliteCommand _batchesBackwards;
    private readonly SqliteCommand _maxKey;

    public RunReader(Database database)
    {
        const string Columns = "SELECT key, namespace, start, state FROM runs";
        _connection = new ReadConnection(database);
        _latestOfWorkflow = _connection.Prepare($"{Columns} WHERE namespace = $namespace AND workflow_id = $workflow ORDER BY key DESC LIMIT 1");
        _byRunId = _connection.Prepare($"{Columns} WHERE run_id = $run");
        _byKey = _connection.Prepare($"{Columns} WHERE key = $key");
        _open = _connection.Prepare($"{Columns} WHERE close_time IS NULL");
        _pending = _connection.Prepare("SELECT kind, data FROM pending WHERE id >= $first AND id < $end");
        _requests = _connection.Prepare("SELECT request_id FROM requests WHERE run_key = $run");
        _batchOf = _connection.Prepare("SELECT data FROM events WHERE id >= $first AND id <= $last ORDER BY id DESC LIMIT 1");
        _batches = _connection.Prepare("SELECT data FROM events WHERE id >= $first AND id < $end ORDER BY id");
        _batchesBackwards = _connection.Prepare("SELECT data FROM events WHERE id >= $first AND id < $end ORDER BY id DESC");
        _maxKey = _connection.Prepare("SELECT MAX(key) FROM runs");
    }

    public StoredRun? LatestOfWorkflow(string @namespace, string workflowId) => Read(_ => Runs(_latestOfWorkflow.Read(@namespace, workflowId)).FirstOrDefault());

    public StoredRun? ByRunId(string runId) => Read(_ => Runs(_byRunId.Read(runId)).FirstOrDefault());

    public StoredRun? ByKey(long key) => Read(_ => Runs(_byKey.Read(key)).FirstOrDefault());

    public List<StoredRun> Open() => Read(_ => Runs(_open.Read()).ToList());

    public long MaxKey() => Read(_ => _maxKey.ReadInteger());

    public StoredPending Pending(long runKey) => Read(_ =>
    {
        var stored = new StoredPending([], [], []);
        using (var row = _pending.Read(Database.RowId(runKey, 0), Database.RowId(runKey + 1, 0)))
        {
            while (row.Read())
            {
                switch ((PendingKind)row.GetInt64(0))
                {
                    case PendingKind.Activity:
                        stored.Activities.Add(ActivityState.Parser.ParseFrom(row.GetBlob(1)));
                        break;
                    case PendingKind.Timer:
                        stored.Timers.Add(TimerState.Parser.ParseFrom(row.GetBlob(1)));
                        break;
                    case PendingKind.Child:
                        stored.Children.Add(ChildState.Parser.ParseFrom(row.GetBlob(1)));
                        break;
                    case PendingKind.Update:
                        stored.Updates.Add(UpdateState.Parser.ParseFrom(row.GetBlob(1)));
                        break;
                }
            }
        }

        using var request = _requests.Read(runKey);
        while (request.Read())
        {
            stored.RequestIds.Add(request.GetString(0));
        }

        return stored;
    });

    /// <summary>The events from <paramref name="first"/> to before <paramref name="end"/>: as many as the page may hold. Only the first batch may be read from its middle.</summary>
    public List<HistoryEvent> Events(long runKey, long first, long end, PageBudget budget) => Read(_ =>
    {
        var events = new List<HistoryEvent>();

        // The batch that holds the first event may start before it.
        AddBatches(_batchOf.Read(Database.RowId(runKey, 0), Database.RowId(runKey, first)), first, end, events, budget);
        AddBatches(_batches.Read(Database.RowId(runKey, first + 1), Database.RowId(runKey, end)), first, end, events, budget);
        return events;
    });

    /// <summary>At most so many batches before <paramref name="end"/>, the newest event first.</summary>
    public List<HistoryEvent> BatchesBackwards(long runKey, long end, int count) => Read(_ =>
    {
        var events = new List<HistoryEvent>();
        var budget = new PageBudget { Batches = count };
        using var row = _batchesBackwards.Read(Database.RowId(runKey, 0), Database.RowId(runKey, end));
        while (!budget.IsSpent && row.Read())
        {
            var batch = row.GetBlob(0);
            budget.Spend(batch.Length);
            events.AddRange(History.Parser.ParseFrom(batch).Events.Where(e => e.EventId < end).Reverse());
        }

        return events;
    });

    /// <summary>Reads with statements of the caller's.</summary>
    public T Read<T>(Func<SqliteConnection, T> read) => _connection.Read(read);

    public void Dispose() => _connection.Dispose();

    private static void AddBatches(SqliteDataReader row, long first, long end, List<HistoryEvent> events, PageBudget budget)
    {
        using (row)
        {
            while (!budget.IsSpent && row.Read())
            {
                var batch = row.GetBlob(0);
                budget.Spend(batch.Length);
                events.AddRange(History.Parser.ParseFrom(batch).Events.Where(e => e.EventId >= first && e.EventId < end));
            }
        }
    }

    private static IEnumerable<StoredRun> Runs(SqliteDataReader row)
    {
        using (row)
        {
            while (row.Read())
            {
                yield return new StoredRun(row.GetInt64(0), row.GetString(1), RunStart.Parser.ParseFrom(row.GetBlob(2)), RunState.Parser.ParseFrom(row.GetBlob(3)));
            }
        }
    }
}
