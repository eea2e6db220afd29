using EmbeddedTemporal.Storage;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Writes standalone activities. Only the commit log's thread uses it; its statements end with the log's connection.</summary>
internal sealed class ActivityWriter
{
    private Statements? _statements;

    public void Write(RunWriter runs, ActivityCommit commit)
    {
        // Prepared when the first activity is written: most programs have none.
        var statements = _statements ??= new Statements(runs.Connection);
        if (commit.Columns is not { } columns)
        {
            Remove(runs.Connection, commit.Key);
            return;
        }

        var sum = StoredActivity.SumOfState(commit.Key, columns.TaskQueue, columns.Status, columns.CloseTime, columns.Transitions, columns.State);
        if (commit.New is { } activity)
        {
            statements.Insert.Run(
                commit.Key, activity.Namespace, activity.ActivityId, activity.RunId, activity.Type, activity.StartTime, activity.ExecutionTime,
                StoredActivity.SumOfStart(commit.Key, activity.Namespace, activity.ActivityId, activity.RunId, activity.Type, activity.StartTime, activity.ExecutionTime, activity.Start),
                columns.TaskQueue, columns.Status, columns.CloseTime, columns.Transitions, sum, SumOfItem(commit, columns), commit.Item, activity.Start, columns.State);
            runs.Attributes.Insert(commit.Key, activity.Attributes, RunWriter.NotClosed, activity.StartTime);
            return;
        }

        var itemSum = commit.Item is null ? (long?)null : SumOfItem(commit, columns);
        statements.Update.Run(columns.TaskQueue, columns.Status, columns.Transitions, columns.State, sum, commit.Item, itemSum, commit.Key);
        if (columns.CloseTime is { } closeTime)
        {
            statements.Close.Run(closeTime, commit.Key);
        }
    }

    /// <summary>Removes an activity with all that belongs to it.</summary>
    public static void Remove(SqliteConnection connection, long key)
    {
        foreach (var sql in (ReadOnlySpan<string>)["DELETE FROM attribute_values WHERE run_key = $key", "DELETE FROM standalone_activities WHERE key = $key"])
        {
            using var delete = connection.Prepare(sql);
            delete.Run(key);
        }
    }

    private static long SumOfItem(ActivityCommit commit, ActivityColumns columns) => RowSum.OfItem(commit.Key, columns.StartTime, 0, commit.Item);

    private sealed class Statements(SqliteConnection connection)
    {
        public SqliteCommand Insert { get; } = connection.Prepare("""
            INSERT INTO standalone_activities (key, namespace, activity_id, run_id, type, start_time, execution_time, start_sum,
                task_queue, status, close_time, transitions, state_sum, item_sum, item, start, state)
            VALUES ($key, $namespace, $activity_id, $run_id, $type, $start_time, $execution_time, $start_sum,
                $task_queue, $status, $close_time, $transitions, $state_sum, $item_sum, $item, $start, $state)
            """);

        // Without the close time, whose index SQLite would rewrite each time.
        public SqliteCommand Update { get; } = connection.Prepare("""
            UPDATE standalone_activities SET task_queue = $task_queue, status = $status, transitions = $transitions, state = $state, state_sum = $state_sum,
                item = coalesce($item, item), item_sum = coalesce($item_sum, item_sum)
            WHERE key = $key
            """);

        public SqliteCommand Close { get; } = connection.Prepare("UPDATE standalone_activities SET close_time = $close_time WHERE key = $key");
    }
}
