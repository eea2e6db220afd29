using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// The file that holds everything. Histories are the truth; beside each run stands what its events alone do not tell,
/// so that a start needs no replay. One connection writes, others read; a lock file keeps other processes out.
/// </summary>
internal sealed class Database : IDisposable
{
    /// <summary>Event and pending rows are keyed by run and event in one integer; a history ends far below 2^20 events.</summary>
    public const int EventIdBits = 20;

    private const int SchemaVersion = 1;

    // How long a statement waits for a lock that another program holds.
    private const int BusySeconds = 2;

    private readonly FileStream? _lock;
    private readonly string? _temporaryFolder;

    private Database(string path, string? temporaryFolder, FileStream? lockFile)
    {
        Path = path;
        _temporaryFolder = temporaryFolder;
        _lock = lockFile;
    }

    public string Path { get; }

    public static Database Open(string? path)
    {
        var temporary = path is null ? Directory.CreateTempSubdirectory("embedded-temporal-").FullName : null;
        var file = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(temporary!, "temporal.db"));
        Database? database = null;
        try
        {
            CreateForOwnerOnly(file);
            database = new Database(file, temporary, LockFile(file));
            database.CreateSchema();
            return database;
        }
        catch (Exception e)
        {
            database?.Dispose();
            switch (e)
            {
                case IOException or UnauthorizedAccessException:
                    throw new DatabaseException($"'{file}' cannot be opened: {e.Message}", e);
                case SqliteException sqlite:
                    throw DatabaseException.From(sqlite, file);
                default:
                    throw;
            }
        }
    }

    /// <summary>The row of an event, or of what an event left pending, in a run.</summary>
    public static long RowId(long runKey, long eventId) => (runKey << EventIdBits) | eventId;

    public static long EventId(long rowId) => rowId & ((1L << EventIdBits) - 1);

    public SqliteConnection OpenForWriting()
    {
        var connection = Connect("PRAGMA journal_mode=WAL;");
        // FULL: an acknowledged commit survives a power cut. A temporary database ends with the process anyway.
        connection.Execute(_temporaryFolder is null ? "PRAGMA synchronous=FULL;" : "PRAGMA synchronous=OFF;");
        connection.Execute("PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=4000;");
        return connection;
    }

    public SqliteConnection OpenForReading()
    {
        return Connect("PRAGMA query_only=1; PRAGMA cache_size=-8192; PRAGMA case_sensitive_like=ON;");
    }

    /// <summary>
    /// Takes a temporary database's name away, once all connections are open: nothing of it stays when the process is killed.
    /// Windows deletes no open file; there it goes with <see cref="Dispose"/>.
    /// </summary>
    public void UnlinkTemporary()
    {
        if (!OperatingSystem.IsWindows())
        {
            DeleteTemporary();
        }
    }

    public void Dispose()
    {
        _lock?.Dispose();
        DeleteTemporary();
    }

    private void DeleteTemporary()
    {
        if (_temporaryFolder is null || !Directory.Exists(_temporaryFolder))
        {
            return;
        }

        try
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
        catch (IOException)
        {
            // What is left lies in the system's temporary folder.
        }
    }

    private SqliteConnection Connect(string settings)
    {
        // A pool would keep the file open after the connection's end.
        var options = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = BusySeconds };
        var connection = new SqliteConnection(options.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout={BusySeconds * 1000}; {settings}");
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw DatabaseException.From(e, Path);
        }
    }

    private static void CreateForOwnerOnly(string file)
    {
        var folder = System.IO.Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(folder);
            return;
        }

        if (!Directory.Exists(folder))
        {
            _ = Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using var created = new FileStream(file, options);
        }

        // SQLite gives the -wal and -shm files the mode of the database.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static FileStream LockFile(string file)
    {
        try
        {
            return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new DatabaseException($"'{file}' is in use by another process. Stop that one, or choose another database.", e);
        }
    }

    private void CreateSchema()
    {
        using var connection = OpenForWriting();
        using var check = connection.Prepare("PRAGMA quick_check(1)");
        if (check.ExecuteScalar() is not "ok" and var problem)
        {
            throw new DatabaseException($"'{Path}' is corrupt: {problem?.ToString()?.ReplaceLineEndings(" ")}. Move it away to start with an empty one, or restore a backup.");
        }

        using var version = connection.Prepare("PRAGMA user_version");
        var found = version.ReadInteger();
        if (found == SchemaVersion)
        {
            return;
        }

        if (found != 0)
        {
            throw new DatabaseException($"'{Path}' was written by another version of this service (schema {found}, this one knows {SchemaVersion}).");
        }

        connection.Execute($"""
            BEGIN;
            CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE namespaces (name TEXT PRIMARY KEY, id TEXT NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE runs (
                key INTEGER PRIMARY KEY,
                namespace TEXT NOT NULL,
                workflow_id TEXT NOT NULL,
                run_id TEXT NOT NULL UNIQUE,
                type TEXT NOT NULL,
                task_queue TEXT NOT NULL,
                status INTEGER NOT NULL,
                start_time INTEGER NOT NULL,
                execution_time INTEGER NOT NULL,
                close_time INTEGER,
                history_length INTEGER NOT NULL,
                history_bytes INTEGER NOT NULL,
                transitions INTEGER NOT NULL,
                start BLOB NOT NULL,
                state BLOB NOT NULL);
            CREATE INDEX runs_by_workflow ON runs (namespace, workflow_id, key);
            CREATE INDEX runs_by_status ON runs (namespace, status, start_time);
            CREATE INDEX runs_by_close ON runs (close_time) WHERE close_time IS NOT NULL;
            CREATE TABLE events (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
            CREATE TABLE pending (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, data BLOB NOT NULL);
            CREATE TABLE requests (run_key INTEGER NOT NULL, request_id TEXT NOT NULL, PRIMARY KEY (run_key, request_id)) WITHOUT ROWID;
            PRAGMA user_version={SchemaVersion};
            COMMIT;
            """);
    }
}
