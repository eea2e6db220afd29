using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Copies of a database, each one file.</summary>
internal static class DatabaseBackup
{
    /// <summary>Copies the database as it is at this moment, while it is in use.</summary>
    /// <param name="database">The database.</param>
    /// <param name="path">The file to make; an earlier backup there is replaced once the new one is complete.</param>
    /// <exception cref="DatabaseException">The copy cannot be made.</exception>
    public static void Create(Database database, string path) => Write(path, partial =>
    {
        using var source = database.OpenForReading();
        Copy(source, partial, path);
    });

    /// <summary>
    /// Copies a database that another process may have in use. SQLite's locks keep the copy whole; the connection only reads, so that its end
    /// leaves the log alone: the service relies on finding it again.
    /// </summary>
    /// <exception cref="DatabaseException">There is none, it is damaged, or the copy cannot be made.</exception>
    public static void CreateFromOutside(string databasePath, string path)
    {
        if (!File.Exists(databasePath))
        {
            throw new DatabaseException($"There is no database '{databasePath}'.");
        }

        if (Path.GetFullPath(path).StartsWith(Path.GetFullPath(databasePath), StringComparison.Ordinal))
        {
            throw new DatabaseException($"'{path}' belongs to the database itself. Choose another file for the backup.");
        }

        Database database;
        try
        {
            database = Database.Open(databasePath);
        }
        catch (DatabaseException e) when (e.IsInUse)
        {
            Write(path, partial =>
            {
                using var source = Connect(databasePath, SqliteOpenMode.ReadOnly);
                Copy(source, partial, path);
            });
            return;
        }

        using (database)
        {
            Create(database, path);
        }
    }

    private static void Copy(SqliteConnection source, string partial, string path)
    {
        using var target = Connect(partial);
        source.BackupDatabase(target);

        // One file: a log beside it could be left behind.
        target.Execute("PRAGMA journal_mode=DELETE");
        StartCheck.CheckContents(target, path);
        target.Close();
        using var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite);
        BackupSeal.Append(file);
    }

    /// <summary>Makes a database of a backup.</summary>
    /// <param name="backup">The backup; it stays.</param>
    /// <param name="path">The database to make; none may be there.</param>
    /// <exception cref="DatabaseException">The backup is damaged, or there is a database already.</exception>
    public static void Restore(string backup, string path)
    {
        (backup, path) = (Path.GetFullPath(backup), Path.GetFullPath(path));
        if (!File.Exists(backup))
        {
            throw new DatabaseException($"There is no backup '{backup}'.");
        }

        var present = ((string[])["", "-wal", Database.MarkSuffix]).Select(suffix => path + suffix).FirstOrDefault(File.Exists);
        if (present is not null)
        {
            throw new DatabaseException($"'{present}' is there already. Stop the service, and move '{path}' with the files whose names start so away before you restore a backup.");
        }

        Write(path, partial =>
        {
            File.Copy(backup, partial, overwrite: true);
            using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                if (!BackupSeal.TryRemove(file))
                {
                    throw new DatabaseException($"'{backup}' is damaged, or not a backup. Nothing was restored: use another backup.");
                }
            }

            using var copy = Connect(partial);
            StartCheck.CheckContents(copy, backup);
        });
        using var mark = new CommitMarkFile(path + Database.MarkSuffix);
        mark.Write(CommitMark.Clean);
    }

    private static void Write(string path, Action<string> write)
    {
        path = Path.GetFullPath(path);
        var partial = path + ".partial";
        try
        {
            OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
            Remove(partial);
            OwnerOnly.Open(partial, FileMode.CreateNew).Dispose();
            write(partial);
            OwnerOnly.Restrict(partial);
            using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception e)
        {
            Remove(partial);
            throw e switch
            {
                SqliteException sqlite => DatabaseException.From(sqlite, path),
                IOException or UnauthorizedAccessException => new DatabaseException($"'{path}' cannot be written: {e.Message}", e),
                _ => e,
            };
        }
    }

    /// <summary>Removes what a failed or killed try left, with SQLite's files beside it.</summary>
    private static void Remove(string partial)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", "-journal", "-wal", "-shm"])
        {
            File.Delete(partial + suffix);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode }.ConnectionString);
        connection.Open();
        return connection;
    }
}
