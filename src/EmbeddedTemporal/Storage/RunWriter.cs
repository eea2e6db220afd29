using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write a run. Only the commit log's thread uses them; they end with their connection.</summary>
internal sealed class RunWriter(SqliteConnection connection)
{
    // Commands, because SqliteTransaction would have to be set on each of the prepared ones for each commit.
    private readonly SqliteCommand _begin = connection.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteCommand _commit = connection.Prepare("COMMIT");
    private readonly SqliteCommand _rollback = connection.Prepare("ROLLBACK");

    private readonly SqliteCommand _insertRun = connection.Prepare("""
        INSERT INTO runs (key, namespace, workflow_id, run_id, type, task_queue, status, start_time, execution_time, close_time, history_length, history_bytes, transitions, start, state)
        VALUES ($key, $namespace, $workflow_id, $run_id, $type, $task_queue, $status, $start_time, $execution_time, $close_time, $history_length, $history_bytes, $transitions, $start, $state)
        """);

    private readonly SqliteCommand _updateRun = connection.Prepare("""
        UPDATE runs SET status = $status, close_time = $close_time, history_length = $history_length, history_bytes = $history_bytes, transitions = $transitions, state = $state
        WHERE key = $key
        """);

    private readonly SqliteCommand _insertEvents = connection.Prepare("INSERT INTO events (id, data) VALUES ($id, $data)");
    private readonly SqliteCommand _upsertPending = connection.Prepare("INSERT OR REPLACE INTO pending (id, kind, data) VALUES ($id, $kind, $data)");
    private readonly SqliteCommand _deletePending = connection.Prepare("DELETE FROM pending WHERE id = $id");
    private readonly SqliteCommand _clearPending = connection.Prepare("DELETE FROM pending WHERE id >= $first AND id < $end");
    private readonly SqliteCommand _insertRequest = connection.Prepare("INSERT OR IGNORE INTO requests (run_key, request_id) VALUES ($run, $request)");
    private readonly SqliteCommand _clearRequests = connection.Prepare("DELETE FROM requests WHERE run_key = $run");

    public SqliteConnection Connection => connection;

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void RollBack()
    {
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does on a full disk.
        }
    }

    public void Write(RunCommit commit)
    {
        WriteRun(commit);
        if (commit.Events is { } events)
        {
            _insertEvents.Run(Database.RowId(commit.RunKey, commit.FirstEventId), events);
        }

        if (commit.CloseTime is not null)
        {
            _clearPending.Run(Database.RowId(commit.RunKey, 0), Database.RowId(commit.RunKey + 1, 0));
            _clearRequests.Run(commit.RunKey);
            return;
        }

        foreach (var pending in commit.Pending)
        {
            var row = Database.RowId(commit.RunKey, pending.EventId);
            if (pending.Data is null)
            {
                _deletePending.Run(row);
            }
            else
            {
                _upsertPending.Run(row, (long)pending.Kind, pending.Data);
            }
        }

        foreach (var requestId in commit.RequestIds)
        {
            _insertRequest.Run(commit.RunKey, requestId);
        }
    }

    private void WriteRun(RunCommit commit)
    {
        if (commit.NewRun is { } run)
        {
            _insertRun.Run(
                commit.RunKey, run.Namespace, run.WorkflowId, run.RunId, run.Type, run.TaskQueue, (long)commit.Status, run.StartTime, run.ExecutionTime, commit.CloseTime,
                commit.HistoryLength, commit.HistoryBytes, commit.Transitions, run.Start, commit.State);
            return;
        }

        _updateRun.Run((long)commit.Status, commit.CloseTime, commit.HistoryLength, commit.HistoryBytes, commit.Transitions, commit.State, commit.RunKey);
    }
}
