using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write a run. Only the commit log's thread uses them; they end with their connection.</summary>
internal sealed class RunWriter
{
    /// <summary>The close order of an open run.</summary>
    public const long NotClosed = long.MaxValue;

    // Commands, because SqliteTransaction would have to be set on each of the prepared ones for each commit.
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insertRun;
    private readonly SqliteCommand _updateRun;
    private readonly SqliteCommand _updateProgress;
    private readonly SqliteCommand _insertEvents;
    private readonly SqliteCommand _upsertPending;
    private readonly SqliteCommand _deletePending;
    private readonly SqliteCommand _clearPending;
    private readonly SqliteCommand _insertRequest;
    private readonly SqliteCommand _clearRequests;
    private readonly SqliteCommand _closeOrder;
    private readonly SqliteCommand _insertUnsent;
    private readonly SqliteCommand _deleteUnsent;
    private long _lastCloseOrder;

    public RunWriter(SqliteConnection connection)
    {
        Connection = connection;
        Attributes = new AttributeWriter(connection);
        Schedules = new ScheduleWriter(connection, Attributes);
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _insertRun = connection.Prepare("""
            INSERT INTO runs (key, namespace, workflow_id, run_id, type, task_queue, start_time, execution_time, start, start_sum,
                status, close_time, close_order, history_length, history_bytes, transitions, state, state_sum, item, item_sum)
            VALUES ($key, $namespace, $workflow_id, $run_id, $type, $task_queue, $start_time, $execution_time, $start, $start_sum,
                $status, $close_time, $close_order, $history_length, $history_bytes, $transitions, $state, $state_sum, $item, $item_sum)
            """);
        _updateRun = connection.Prepare("""
            UPDATE runs SET status = $status, close_time = $close_time, close_order = $close_order, history_length = $history_length, history_bytes = $history_bytes,
                transitions = $transitions, state = $state, state_sum = $state_sum, item = coalesce($item, item), item_sum = coalesce($item_sum, item_sum)
            WHERE key = $key
            """);
        // SQLite rewrites the entries of each index whose columns are set, even to what they were: this one touches no index.
        _updateProgress = connection.Prepare("""
            UPDATE runs SET history_length = $history_length, history_bytes = $history_bytes, transitions = $transitions, state = $state, state_sum = $state_sum
            WHERE key = $key
            """);
        _insertEvents = connection.Prepare("INSERT INTO events (id, data, sum) VALUES ($id, $data, $sum)");
        _upsertPending = connection.Prepare("INSERT OR REPLACE INTO pending (id, kind, data, sum) VALUES ($id, $kind, $data, $sum)");
        _deletePending = connection.Prepare("DELETE FROM pending WHERE id = $id");
        _clearPending = connection.Prepare("DELETE FROM pending WHERE id >= $first AND id < $end");
        _insertRequest = connection.Prepare("INSERT OR IGNORE INTO requests (run_key, request_id, sum) VALUES ($run, $request, $sum)");
        _clearRequests = connection.Prepare("DELETE FROM requests WHERE run_key = $run");
        _closeOrder = connection.Prepare("SELECT close_order FROM runs WHERE key = $key");
        _insertUnsent = connection.Prepare("INSERT OR REPLACE INTO unsent (run_key, sum) VALUES ($run, $sum)");
        _deleteUnsent = connection.Prepare("DELETE FROM unsent WHERE run_key = $run");
        using var last = connection.Prepare($"SELECT max(close_order) FROM runs WHERE close_order < {NotClosed}");
        _lastCloseOrder = last.ReadInteger();
    }

    public SqliteConnection Connection { get; }

    /// <summary>Writes the values by which things can be found.</summary>
    public AttributeWriter Attributes { get; }

    /// <summary>Writes schedules.</summary>
    public ScheduleWriter Schedules { get; }

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
        // Commits are numbered in the order in which they become visible, so that a list can tell what closed since its first page.
        var closeOrder = commit.CloseTime is null ? NotClosed : commit.WasClosed ? _closeOrder.ReadInteger(commit.RunKey) : ++_lastCloseOrder;
        WriteRun(commit, closeOrder);
        WriteAttributes(commit, closeOrder);
        if (commit.Events is { } events)
        {
            var row = Database.RowId(commit.RunKey, commit.FirstEventId);
            _insertEvents.Run(row, events, RowSum.Of(row, 0, events));
        }

        if (commit.CloseTime is not null)
        {
            _clearPending.Run(Database.RowId(commit.RunKey, 0), Database.RowId(commit.RunKey + 1, 0));
            _clearRequests.Run(commit.RunKey);
            if (commit.HasUnsent)
            {
                _insertUnsent.Run(commit.RunKey, RowSum.Of([commit.RunKey]));
            }
            else if (commit.WasClosed)
            {
                _deleteUnsent.Run(commit.RunKey);
            }

            return;
        }

        WritePending(commit);
        foreach (var requestId in commit.RequestIds)
        {
            _insertRequest.Run(commit.RunKey, requestId, RowSum.Of([commit.RunKey, RowSum.Of(requestId)]));
        }
    }

    private void WriteRun(RunCommit commit, long closeOrder)
    {
        var sum = RowSum.Of(
            [commit.RunKey, (long)commit.Status, commit.CloseTime ?? 0, closeOrder, commit.HistoryLength, commit.HistoryBytes, commit.Transitions, RowSum.Of(commit.State)]);
        var itemSum = commit.Item is { } item ? RowSum.OfItem(commit.RunKey, commit.StartTime, closeOrder, item) : (long?)null;
        if (commit.NewRun is { } run)
        {
            _insertRun.Run(
                commit.RunKey, run.Namespace, run.WorkflowId, run.RunId, run.Type, run.TaskQueue, run.StartTime, run.ExecutionTime, run.Start, RowSum.Of(commit.RunKey, run),
                (long)commit.Status, commit.CloseTime, closeOrder, commit.HistoryLength, commit.HistoryBytes, commit.Transitions, commit.State, sum, commit.Item, itemSum);
        }
        else if (commit.Item is null && commit.CloseTime is null)
        {
            _updateProgress.Run(commit.HistoryLength, commit.HistoryBytes, commit.Transitions, commit.State, sum, commit.RunKey);
        }
        else
        {
            _updateRun.Run((long)commit.Status, commit.CloseTime, closeOrder, commit.HistoryLength, commit.HistoryBytes, commit.Transitions, commit.State, sum, commit.Item, itemSum, commit.RunKey);
        }
    }

    private void WriteAttributes(RunCommit commit, long closeOrder)
    {
        if (commit.Attributes is { } attributes)
        {
            if (commit.NewRun is null)
            {
                Attributes.Clear(commit.RunKey);
            }

            Attributes.Insert(commit.RunKey, attributes, closeOrder, commit.StartTime);
        }
        else if (commit.CloseTime is not null)
        {
            Attributes.Close(commit.RunKey, closeOrder);
        }
    }

    private void WritePending(RunCommit commit)
    {
        foreach (var pending in commit.Pending)
        {
            var row = Database.RowId(commit.RunKey, pending.EventId);
            if (pending.Data is null)
            {
                _deletePending.Run(row);
            }
            else
            {
                _upsertPending.Run(row, (long)pending.Kind, pending.Data, RowSum.Of(row, (long)pending.Kind, pending.Data));
            }
        }
    }
}
