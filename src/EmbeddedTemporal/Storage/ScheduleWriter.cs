using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write a schedule. Only the commit log's thread uses them; they end with their connection.</summary>
internal sealed class ScheduleWriter(SqliteConnection connection)
{
    private readonly SqliteCommand _insert = connection.Prepare("""
        INSERT INTO schedules (key, namespace, schedule_id, created, definition, definition_sum, progress, progress_sum)
        VALUES ($key, $namespace, $schedule_id, $created, $definition, $definition_sum, $progress, $progress_sum)
        """);

    private readonly SqliteCommand _updateDefinition = connection.Prepare("UPDATE schedules SET definition = $definition, definition_sum = $definition_sum WHERE key = $key");
    private readonly SqliteCommand _updateProgress = connection.Prepare("UPDATE schedules SET progress = $progress, progress_sum = $progress_sum WHERE key = $key");
    private readonly SqliteCommand _delete = connection.Prepare("DELETE FROM schedules WHERE key = $key");
    private readonly SqliteCommand _clearAttributes = connection.Prepare("DELETE FROM attribute_values WHERE run_key = $key");

    private readonly SqliteCommand _insertAttribute = connection.Prepare("""
        INSERT OR IGNORE INTO attribute_values (attribute, value, run_close_order, run_start_time, run_key) VALUES ($attribute, $value, $close, $start, $run)
        """);

    public void Write(ScheduleCommit commit)
    {
        var schedule = commit.Schedule;
        if (commit.Progress is not { } progress)
        {
            _delete.Run(schedule.Key);
            _clearAttributes.Run(schedule.Key);
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

        WriteAttributes(commit);
    }

    private void WriteAttributes(ScheduleCommit commit)
    {
        if (commit.Attributes is not { } attributes)
        {
            return;
        }

        _clearAttributes.Run(commit.Schedule.Key);
        foreach (var value in attributes)
        {
            _insertAttribute.Run(value.Attribute, value.Value, RunWriter.NotClosed, commit.Schedule.Created, commit.Schedule.Key);
        }
    }
}
