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

    public void Dispose()
    {
        _lock?.Dispose();
        if (_temporaryFolder is not null)
        {
            try
            {
                Directory.Delete(_temporaryFolder, recursive: true);
            }
            catch (IOException)
            {
                // What is left lies in the system's temporary folder.
            }
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
            throw DatabaseException.Corrupt(Path, problem?.ToString()?.ReplaceLineEndings(" ") ?? "the check gave no answer");
        }

        using var version = connection.Prepare("PRAGMA user_version");
        var found = version.ReadInteger();
        if (found == Schema.Version)
        {
            return;
        }

        if (found != 0)
        {
            throw new DatabaseException($"'{Path}' was written by another version of this service (schema {found}, this one knows {Schema.Version}).");
        }

        connection.Execute($"BEGIN; {Schema.Sql} PRAGMA user_version={Schema.Version}; COMMIT;");
    }
}
