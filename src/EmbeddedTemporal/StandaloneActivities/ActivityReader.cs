using EmbeddedTemporal.Storage;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Reads standalone activities, each checked against its checksums; a damaged one is set aside.</summary>
internal sealed class ActivityReader(RunReader reader, Quarantine quarantine)
{
    private const string Columns = "key, namespace, activity_id, run_id, type, start_time, execution_time, start_sum, task_queue, status, close_time, transitions, state_sum, start, state";

    /// <summary>The latest activity of an id; null if there is none.</summary>
    /// <exception cref="DamagedRunException">It is damaged.</exception>
    public StoredActivity? Latest(string @namespace, string activityId) => One("namespace = $namespace AND activity_id = $id ORDER BY key LIMIT 1", @namespace, activityId);

    /// <inheritdoc cref="Latest"/>
    public StoredActivity? ByRunId(string runId) => One("run_id = $run", runId);

    /// <inheritdoc cref="Latest"/>
    public StoredActivity? ByKey(long key) => One("key = $key", key);

    /// <summary>All that are open and not damaged.</summary>
    public List<StoredActivity> Open() => reader.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT {Columns} FROM standalone_activities WHERE close_time IS NULL");
        using var row = select.Read();
        var open = new List<StoredActivity>();
        while (row.Read())
        {
            try
            {
                open.Add(Read(row));
            }
            catch (DamagedRunException)
            {
                // It has been reported.
            }
        }

        return open;
    });

    /// <summary>The smallest key, which is that of the latest activity.</summary>
    public long LastKey() => reader.Read(static connection =>
    {
        using var select = connection.Prepare("SELECT min(key) FROM standalone_activities");
        return Math.Min(select.ReadInteger(), StoredActivity.KeysBelow);
    });

    private StoredActivity? One(string condition, params object?[] values) => reader.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT {Columns} FROM standalone_activities WHERE {condition}");
        using var row = select.Read(values);
        return row.Read() ? Read(row) : null;
    });

    private StoredActivity Read(SqliteDataReader row)
    {
        var (key, @namespace, activityId, runId) = (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3));
        var (start, state) = (row.GetBlob(13), row.GetBlob(14));
        long? closeTime = row.IsDBNull(10) ? null : row.GetInt64(10);
        var isSound = StoredActivity.SumOfStart(key, @namespace, activityId, runId, row.GetString(4), row.GetInt64(5), row.GetInt64(6), start) == row.GetInt64(7)
            && StoredActivity.SumOfState(key, row.GetString(8), row.GetInt64(9), closeTime, row.GetInt64(11), state) == row.GetInt64(12);
        return isSound
            ? new StoredActivity(key, @namespace, StandaloneActivityStart.Parser.ParseFrom(start), StandaloneActivityState.Parser.ParseFrom(state))
            : throw quarantine.Add(key, new DamagedRun(@namespace, activityId, runId, "the row of this standalone activity does not match its checksum"));
    }
}
