using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Refuses a database that may have lost something that was acknowledged.</summary>
internal static class StartCheck
{
    private static readonly string[] _indexed = ["facts", "namespaces", "search_attributes", "runs", "attribute_values", "unsent", "batches", "deployments", "schedules", "standalone_activities"];

    /// <summary>Compares the files with the mark, before SQLite opens them; marks that a database is to be made if there is none.</summary>
    /// <exception cref="DatabaseException">Something is missing or damaged.</exception>
    public static void CheckFiles(string path, CommitMarkFile markFile)
    {
        var logPath = path + "-wal";
        var (mark, log) = (markFile.Read(), WalFile.Read(logPath));
        if (mark is { State: MarkState.New } || !(File.Exists(path) || File.Exists(markFile.Path) || log is { Frames: > 0 }))
        {
            markFile.Write(CommitMark.New);
        }
        else if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            throw new DatabaseException($"'{path}' is missing or empty. Restore a backup; or, to start with an empty one, remove the files whose names start so.");
        }
        else if (mark is null && !IsDatabase(path))
        {
            throw new DatabaseException($"'{path}' is corrupt or not a database of this service. Restore a backup, or move it away to start with an empty one.");
        }
        else if (mark is null)
        {
            throw new DatabaseException($"'{markFile.Path}' is missing or damaged, so it is not known whether '{path}' holds everything that was acknowledged. {Remedies(markFile)}");
        }
        else if (mark is not { State: MarkState.Accepted })
        {
            CheckLog(logPath, log, mark.Value, markFile);
        }
    }

    private static bool IsDatabase(string path)
    {
        Span<byte> start = stackalloc byte[16];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("SQLite format 3\0"u8);
    }

    private static void CheckLog(string logPath, WalFile? log, CommitMark mark, CommitMarkFile markFile)
    {
        var problem = log switch
        {
            { HasGap: true } => $"is damaged after frame {log.Frames}, and commits follow",
            _ when mark.State == MarkState.Clean => null,
            null => "is missing, although the service was not stopped in good order",
            { Salts: null } => "is damaged in its header",
            _ when log.Salts != mark.Salts => mark.MayPrecede(log.Salts.Value) ? null : "is older than the last commit",
            _ when log.Frames < mark.Frames => $"can be read up to frame {log.Frames}, but commits up to frame {mark.Frames} were acknowledged",
            _ => null,
        };
        if (problem is not null)
        {
            throw new DatabaseException($"'{logPath}' {problem}: acknowledged work would be lost. {Remedies(markFile)}");
        }
    }

    /// <summary>Checks what SQLite has read: its pages, the tables' form, and that tables and their indexes have the same rows.</summary>
    /// <exception cref="DatabaseException">Something is damaged.</exception>
    public static void CheckContents(SqliteConnection connection, string path)
    {
        foreach (var check in (ReadOnlySpan<string>)["quick_check(1)", .. _indexed.Select(table => $"integrity_check({table})")])
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

    private static string Remedies(CommitMarkFile mark) => $"Restore a backup; or, to go on with what can be read, {mark.Remedy}.";
}
