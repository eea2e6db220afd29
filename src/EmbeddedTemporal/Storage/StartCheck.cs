using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Refuses a database that may have lost something that was acknowledged.</summary>
internal static class StartCheck
{
    /// <summary>Compares the files with the mark, before SQLite opens them.</summary>
    /// <exception cref="DatabaseException">Something is missing or damaged.</exception>
    public static void CheckFiles(string path, CommitMarkFile markFile)
    {
        var logPath = path + "-wal";
        var (mark, log) = (markFile.Read(), WalFile.Read(logPath));
        if (new FileInfo(path) is not { Exists: true, Length: > 0 } && (mark is not null || log is { Frames: > 0 }))
        {
            throw new DatabaseException($"'{path}' is missing or empty, but other files of it are there. Restore a backup, or remove '{path}-wal' and '{markFile.Path}' to start with an empty one.");
        }

        if (log is { HasGap: true })
        {
            throw Lost(logPath, $"is damaged after frame {log.Frames}, and commits follow", markFile);
        }

        if (mark is not { IsClean: false } open)
        {
            return;
        }

        if (log is null)
        {
            throw Lost(logPath, "is missing, although the service was not stopped in good order", markFile);
        }

        if (log.Salts is not { } salts)
        {
            throw Lost(logPath, "is damaged in its header", markFile);
        }

        if (salts == open.Salts ? log.Frames < open.Frames : !open.MayPrecede(salts))
        {
            throw Lost(logPath, salts == open.Salts ? $"can be read up to frame {log.Frames}, but commits up to frame {open.Frames} were acknowledged" : "is older than the last commit", markFile);
        }
    }

    /// <summary>Checks what SQLite has read: its pages, the tables' form, and the indexes by which runs are found.</summary>
    /// <exception cref="DatabaseException">Something is damaged.</exception>
    public static void CheckContents(SqliteConnection connection, string path)
    {
        foreach (var check in (ReadOnlySpan<string>)["quick_check(1)", "integrity_check(runs)", "integrity_check(attribute_values)", "integrity_check(schedules)", "integrity_check(standalone_activities)"])
        {
            using var command = connection.Prepare($"PRAGMA {check}");
            if (command.ExecuteScalar() is not "ok" and var problem)
            {
                throw DatabaseException.Corrupt(path, problem?.ToString()?.ReplaceLineEndings(" ") ?? "the check gave no answer");
            }
        }

        if (Form(connection) != _form.Value)
        {
            throw DatabaseException.Corrupt(path, "its tables are not those that were made");
        }
    }

    private static readonly Lazy<string> _form = new(() =>
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute(Schema.Sql);
        return Form(connection);
    });

    private static string Form(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT group_concat(type || name || tbl_name || coalesce(sql, ''), ';') FROM (SELECT * FROM sqlite_schema ORDER BY name)");
        return select.ExecuteScalar() as string ?? "";
    }

    private static DatabaseException Lost(string logPath, string what, CommitMarkFile mark) =>
        new($"'{logPath}' {what}: acknowledged work would be lost. Restore a backup; or, to go on with what can be read, remove '{mark.Path}' and '{logPath}'.");
}
