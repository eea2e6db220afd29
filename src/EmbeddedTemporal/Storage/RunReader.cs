using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>A run as it is in the database.</summary>
internal sealed record StoredRun(long Key, string Namespace, RunStart Start, RunState State);

/// <summary>What a stored run waits for.</summary>
internal sealed record StoredPending(List<ActivityState> Activities, List<TimerState> Timers, List<string> RequestIds)
{
    public List<ChildState> Children { get; } = [];

    public List<UpdateState> Updates { get; } = [];

    /// <summary>How many rows it has, without those of requests.</summary>
    public int Rows => Activities.Count + Timers.Count + Children.Count + Updates.Count;
}

/// <summary>
/// Reads runs; sees what is committed. Everything is checked against its checksum: what is damaged is set aside, and whoever asked for it
/// gets a <see cref="DamagedRunException"/>.
/// </summary>
internal sealed class RunReader : IDisposable
{
    private readonly ReadConnection _connection;
    private readonly Quarantine _quarantine;
    private readonly HistoryReader _histories;
    private readonly SqliteCommand _latestOfWorkflow;
    private readonly SqliteCommand _byRunId;
    private readonly SqliteCommand _byKey;
    private readonly SqliteCommand _open;
    private readonly SqliteCommand _maxKey;

    public RunReader(Database database, Quarantine quarantine)
    {
        _connection = new ReadConnection(database);
        _quarantine = quarantine;
        _histories = new HistoryReader(_connection, Damaged);
        _latestOfWorkflow = _connection.Prepare($"SELECT {RunRow.Columns} FROM runs WHERE namespace = $namespace AND workflow_id = $workflow ORDER BY key DESC LIMIT 1");
        _byRunId = _connection.Prepare($"SELECT {RunRow.Columns} FROM runs WHERE run_id = $run");
        _byKey = _connection.Prepare($"SELECT {RunRow.Columns} FROM runs WHERE key = $key");
        _open = _connection.Prepare($"SELECT {RunRow.Columns} FROM runs WHERE close_time IS NULL");
        _maxKey = _connection.Prepare("SELECT MAX(key) FROM runs");
    }

    public StoredRun? LatestOfWorkflow(string @namespace, string workflowId) => Read(_ => One(_latestOfWorkflow.Read(@namespace, workflowId)));

    public StoredRun? ByRunId(string runId) => Read(_ => One(_byRunId.Read(runId)));

    public StoredRun? ByKey(long key) => Read(_ => One(_byKey.Read(key)));

    /// <summary>All open runs that are not damaged, with what they wait for.</summary>
    public List<(StoredRun Run, StoredPending Pending)> Open() => Read(connection =>
    {
        var (runs, keys, damaged) = (new List<StoredRun>(), new HashSet<long>(), new HashSet<long>());
        using (var row = _open.Read())
        {
            while (row.Read())
            {
                keys.Add(row.GetInt64(0));
                AddSound(row, runs);
            }
        }

        var pending = new PendingReader(connection, keys, SetAside).Read();
        foreach (var run in runs.Where(r => !damaged.Contains(r.Key) && (pending[r.Key].Rows != r.State.PendingRows || pending[r.Key].RequestIds.Count != r.State.RequestRows)))
        {
            SetAside(run.Key, "some of what it waits for, or of the requests that it has served, is missing");
        }

        return runs.Where(r => !damaged.Contains(r.Key)).Select(r => (r, pending[r.Key])).ToList();

        void SetAside(long runKey, string problem)
        {
            damaged.Add(runKey);
            Damaged(runKey, problem);
        }
    });

    /// <summary>The closed runs that still have children to start.</summary>
    /// <exception cref="DatabaseException">A row is damaged.</exception>
    public List<StoredRun> Unsent() => Read(connection =>
    {
        var keys = new List<long>();
        using (var select = connection.Prepare("SELECT run_key, sum FROM unsent"))
        using (var row = select.Read())
        {
            while (row.Read())
            {
                keys.Add(RowSum.Of([row.GetInt64(0)]) == row.GetInt64(1) ? row.GetInt64(0) : throw DatabaseException.Corrupt(connection.DataSource, "the list of children that are to start is damaged"));
            }
        }

        return keys.Select(key => One(_byKey.Read(key))).OfType<StoredRun>().ToList();
    });

    public long MaxKey() => Read(_ => _maxKey.ReadInteger());

    /// <inheritdoc cref="HistoryReader.Events"/>
    public List<Temporalio.Api.History.V1.HistoryEvent> Events(long runKey, long first, long end, PageBudget budget) => Read(_ => _histories.Events(runKey, first, end, budget));

    /// <inheritdoc cref="HistoryReader.BatchesBackwards"/>
    public List<Temporalio.Api.History.V1.HistoryEvent> BatchesBackwards(long runKey, long end, int count) => Read(_ => _histories.BatchesBackwards(runKey, end, count));

    /// <summary>Reads with statements of the caller's.</summary>
    public T Read<T>(Func<SqliteConnection, T> read) => _connection.Read(read);

    public void Dispose() => _connection.Dispose();

    /// <summary>Leaves a damaged run out.</summary>
    private void AddSound(SqliteDataReader row, List<StoredRun> runs)
    {
        try
        {
            runs.Add(RunRow.Read(row, _quarantine));
        }
        catch (DamagedRunException)
        {
            // It has been reported.
        }
    }

    private StoredRun? One(SqliteDataReader row)
    {
        using (row)
        {
            return row.Read() ? RunRow.Read(row, _quarantine) : null;
        }
    }

    private DamagedRunException Damaged(long runKey, string problem)
    {
        using var select = _connection.Prepare("SELECT namespace, workflow_id, run_id FROM runs WHERE key = $key");
        using var row = select.Read(runKey);
        var run = row.Read() ? new DamagedRun(row.GetString(0), row.GetString(1), row.GetString(2), problem) : new DamagedRun("", "", "", problem);
        return _quarantine.Add(runKey, run);
    }
}
