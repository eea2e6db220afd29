namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write a run; used by the commit log's thread alone, and disposed of with their connection.</summary>
internal sealed class RunWriter(SqliteConnection connection)
{
    private readonly SqliteStatement _begin = connection.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = connection.Prepare("COMMIT");
    private readonly SqliteStatement _rollback = connection.Prepare("ROLLBACK");

    private readonly SqliteStatement _insertRun = connection.Prepare("""
        INSERT INTO runs (key, namespace, workflow_id, run_id, type, task_queue, status, start_time, execution_time, close_time, history_length, history_bytes, transitions, start, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly SqliteStatement _updateRun = connection.Prepare(
        "UPDATE runs SET status = ?, close_time = ?, history_length = ?, history_bytes = ?, transitions = ?, state = ? WHERE key = ?");

    private readonly SqliteStatement _insertEvents = connection.Prepare("INSERT INTO events (id, data) VALUES (?, ?)");
    private readonly SqliteStatement _upsertPending = connection.Prepare("INSERT OR REPLACE INTO pending (id, kind, data) VALUES (?, ?, ?)");
    private readonly SqliteStatement _deletePending = connection.Prepare("DELETE FROM pending WHERE id = ?");
    private readonly SqliteStatement _clearPending = connection.Prepare("DELETE FROM pending WHERE id >= ? AND id < ?");
    private readonly SqliteStatement _insertRequest = connection.Prepare("INSERT OR IGNORE INTO requests (run_key, request_id) VALUES (?, ?)");
    private readonly SqliteStatement _clearRequests = connection.Prepare("DELETE FROM requests WHERE run_key = ?");

    public SqliteConnection Connection => connection;

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void RollBack()
    {
        try
        {
            _rollback.Run();
        }
        catch (DatabaseException)
        {
            // SQLite has rolled back by itself, as it does on a full disk.
        }
    }

    public void Write(RunCommit commit)
    {
        WriteRun(commit);
        if (commit.Events is { } events)
        {
            _insertEvents.Bind(1, Database.RowId(commit.RunKey, commit.FirstEventId)).Bind(2, events).Run();
        }

        if (commit.CloseTime is not null)
        {
            _clearPending.Bind(1, Database.RowId(commit.RunKey, 0)).Bind(2, Database.RowId(commit.RunKey + 1, 0)).Run();
            _clearRequests.Bind(1, commit.RunKey).Run();
            return;
        }

        foreach (var pending in commit.Pending)
        {
            var row = Database.RowId(commit.RunKey, pending.EventId);
            if (pending.Data is null)
            {
                _deletePending.Bind(1, row).Run();
            }
            else
            {
                _upsertPending.Bind(1, row).Bind(2, (long)pending.Kind).Bind(3, pending.Data).Run();
            }
        }

        foreach (var requestId in commit.RequestIds)
        {
            _insertRequest.Bind(1, commit.RunKey).Bind(2, requestId).Run();
        }
    }

    private void WriteRun(RunCommit commit)
    {
        if (commit.NewRun is { } run)
        {
            _insertRun.Bind(1, commit.RunKey).Bind(2, run.Namespace).Bind(3, run.WorkflowId).Bind(4, run.RunId).Bind(5, run.Type).Bind(6, run.TaskQueue)
                .Bind(7, (long)commit.Status).Bind(8, run.StartTime).Bind(9, run.ExecutionTime).Bind(10, commit.CloseTime).Bind(11, commit.HistoryLength)
                .Bind(12, commit.HistoryBytes).Bind(13, commit.Transitions).Bind(14, run.Start).Bind(15, commit.State).Run();
            return;
        }

        _updateRun.Bind(1, (long)commit.Status).Bind(2, commit.CloseTime).Bind(3, commit.HistoryLength).Bind(4, commit.HistoryBytes)
            .Bind(5, commit.Transitions).Bind(6, commit.State).Bind(7, commit.RunKey).Run();
    }
}
