using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>A row of a run, checked against its checksums.</summary>
internal static class RunRow
{
    /// <summary>The columns that <see cref="Read"/> expects first.</summary>
    public const string Columns = """
        key, namespace, workflow_id, run_id, type, task_queue, start_time, execution_time, start, start_sum,
        status, close_time, close_order, history_length, history_bytes, transitions, state, state_sum
        """;

    /// <exception cref="DamagedRunException">The row does not match its checksums; it has been set aside.</exception>
    public static StoredRun Read(SqliteDataReader row, Quarantine quarantine)
    {
        var (key, start, state) = (row.GetInt64(0), row.GetBlob(8), row.GetBlob(16));
        var run = new NewRun(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt64(6), row.GetInt64(7), start);
        var closeTime = row.IsDBNull(11) ? 0 : row.GetInt64(11);
        var problem = RowSum.Of(key, run) != row.GetInt64(9) ? "what it was started with does not match its checksum"
            : RowSum.Of([key, row.GetInt64(10), closeTime, row.GetInt64(12), row.GetInt64(13), row.GetInt64(14), row.GetInt64(15), RowSum.Of(state)]) != row.GetInt64(17) ? "its state does not match its checksum"
            : null;
        return problem is null
            ? new StoredRun(key, run.Namespace, RunStart.Parser.ParseFrom(start), RunState.Parser.ParseFrom(state))
            : throw quarantine.Add(key, new DamagedRun(run.Namespace, run.WorkflowId, run.RunId, problem));
    }
}
