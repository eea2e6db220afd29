using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>A schedule as it is in the database.</summary>
internal sealed record StoredSchedule(ScheduleKey Key, ScheduleDefinition Definition, ScheduleProgress Progress);

/// <summary>Reads schedules, each checked against its checksums.</summary>
internal static class ScheduleReader
{
    /// <summary>All that are sound, and the keys of those that are damaged, which have been set aside.</summary>
    public static (List<StoredSchedule> Sound, List<ScheduleKey> Damaged) ReadAll(SqliteConnection connection, Quarantine quarantine)
    {
        var (sound, damaged) = (new List<StoredSchedule>(), new List<ScheduleKey>());
        using var select = connection.Prepare("SELECT key, namespace, schedule_id, created, definition, definition_sum, progress, progress_sum FROM schedules");
        using var row = select.Read();
        while (row.Read())
        {
            var key = new ScheduleKey(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3));
            var (definition, progress) = (row.GetBlob(4), row.GetBlob(6));
            if (key.SumOf(definition) == row.GetInt64(5) && key.SumOfProgress(progress) == row.GetInt64(7))
            {
                sound.Add(new StoredSchedule(key, ScheduleDefinition.Parser.ParseFrom(definition), ScheduleProgress.Parser.ParseFrom(progress)));
            }
            else
            {
                damaged.Add(key);
                quarantine.Add(key.Key, new DamagedRun(key.Namespace, key.ScheduleId, "schedule", "its row does not match its checksum"));
            }
        }

        return (sound, damaged);
    }
}
