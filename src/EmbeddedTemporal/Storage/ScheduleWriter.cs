using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write a schedule. Only the commit log's thread uses them; they end with their connection.</summary>
internal sealed class ScheduleWriter(SqliteConnection connection, AttributeWriter attributes)
{
    private readonly SqliteCommand _insert = connection.Prepare("""
        INSERT INTO schedules (key, namespace, schedule_id, created, definition, definition_sum, progress, progress_sum)
        VALUES ($key, $namespace, $schedule_id, $created, $definition, $definition_sum, $progress, $progress_sum)
        """);

    private readonly SqliteCommand _updateDefinition = connection.Prepare("UPDATE schedules SET definition = $definition, definition_sum = $definition_sum WHERE key = $key");
    private readonly SqliteCommand _updateProgress = connection.Prepare("UPDATE schedules SET progress = $progress, progress_sum = $progress_sum WHERE key = $key");
    private readonly SqliteCommand _delete = connection.Prepare("DELETE FROM schedules WHERE key = $key");

    public void Write(ScheduleCommit commit)
    {
        var schedule = commit.Schedule;
        if (commit.Progress is not { } progress)
        {
            _delete.Run(schedule.Key);
            attributes.Clear(schedule.Key);
            return;
        }

        if (commit.IsNew)
        {
            var definition = commit.Definition!;
            _insert.Run(
                schedule.Key, schedule.Namespace, schedule.ScheduleId, schedule.Created, definition, schedule.SumOf(definition), progress, schedule.SumOfProgress(progress));
        }
        else
        {
            if (commit.Definition is { } definition)
            {
                _updateDefinition.Run(definition, schedule.SumOf(definition), schedule.Key);
            }

            _updateProgress.Run(progress, schedule.SumOfProgress(progress), schedule.Key);
        }

        if (commit.Attributes is { } values)
        {
            attributes.Clear(schedule.Key);
            attributes.Insert(schedule.Key, values, RunWriter.NotClosed, schedule.Created);
        }
    }
}
