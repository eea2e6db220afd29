using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// The file that holds everything. Histories are the truth; beside each run stands what its events alone do not tell,
/// so that a start needs no replay. One connection writes, others read; locks keep other processes out.
/// </summary>
internal sealed class Database : IDisposable
{
    /// <summary>Event and pending rows are keyed by run and event in one integer; a history ends far below 2^20 events.</summary>
    public const int EventIdBits = 20;

    private const string LockSuffix = ".lock";

    // How long a statement waits for a lock that another program holds.
    private const int BusySeconds = 2;

    /// <summary>What the name of the file with the commit mark ends in.</summary>
    public const string MarkSuffix = "-commits";

    private readonly FileStream _lock;
    private readonly string? _temporaryFolder;
    private FileStream? _exclusive;

    private Database(string path, string? temporaryFolder, FileStream lockFile)
    {
        Path = path;
        _temporaryFolder = temporaryFolder;
        _lock = lockFile;
        Mark = new CommitMarkFile(path + MarkSuffix);
    }

    public string Path { get; }

    /// <summary>Tells how far acknowledged commits reach.</summary>
    public CommitMarkFile Mark { get; }

    /// <summary>Whether it ends with the process.</summary>
    public bool IsTemporary => _temporaryFolder is not null;

    public static Database Open(string? path)
    {
        var temporary = path is null ? Directory.CreateTempSubdirectory("embedded-temporal-").FullName : null;
        var file = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(temporary!, "temporal.db"));
        Database? database = null;
        try
        {
            OwnerOnly.CreateFolder(System.IO.Path.GetDirectoryName(file)!);
            database = new Database(file, temporary, Lock(file + LockSuffix, file, FileOptions.DeleteOnClose));
            database.Prepare();
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

    /// <summary>
    /// Brings all of the log into the database and marks that, before the last connection closes and SQLite removes the log: a kill in
    /// between must not look like a lost log.
    /// </summary>
    public void MarkCleanBeforeClose(SqliteConnection connection)
    {
        if (IsTemporary || Mark.Read() is { State: MarkState.Clean })
        {
            return;
        }

        using var checkpoint = connection.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        if (checkpoint.ReadInteger() == 0)
        {
            Mark.Write(CommitMark.Clean);
        }
    }

    public void Dispose()
    {
        if (!IsTemporary && _exclusive is not null)
        {
            MarkCleanAfterClose();
        }

        Mark.Dispose();
        _exclusive?.Dispose();
        _lock.Dispose();
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

    /// <summary>
    /// For a stop at which a reader kept <see cref="MarkCleanBeforeClose"/> from truncating the log: SQLite removes the log when the last
    /// connection closes.
    /// </summary>
    private void MarkCleanAfterClose()
    {
        try
        {
            if (Mark.Read() is { State: MarkState.Open } && WalFile.Read(Path + "-wal") is null)
            {
                Mark.Write(CommitMark.Clean);
            }
        }
        catch (IOException)
        {
            // The mark stays as it was; the next start finds no log and refuses, rather than guess.
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

    private static FileStream Lock(string path, string database, FileOptions options = FileOptions.None)
    {
        try
        {
            return OwnerOnly.Open(path, FileMode.OpenOrCreate, FileShare.None, options);
        }
        catch (IOException e)
        {
            throw new DatabaseException($"'{database}' is in use by another process. Stop that one, or choose another database.", e) { IsInUse = true };
        }
    }

    private void Prepare()
    {
        if (!IsTemporary)
        {
            StartCheck.CheckFiles(Path, Mark);
        }

        if (!OperatingSystem.IsWindows())
        {
            // The lock file can be removed under a running program; its database cannot. (On Windows no open file can be removed, and SQLite
            // could not open one that is locked.) It must be open as long as SQLite has it open: closing it would end SQLite's own locks.
            _exclusive = Lock(Path, Path);
            OwnerOnly.Restrict(Path);
        }

        CreateSchema();
    }

    private void CreateSchema()
    {
        using var connection = OpenForWriting();
        using var version = connection.Prepare("PRAGMA user_version");
        var found = version.ReadInteger();
        if (found == Schema.Version)
        {
            StartCheck.CheckContents(connection, Path);
            MarkCleanBeforeClose(connection);
            return;
        }

        if (found != 0)
        {
            throw new DatabaseException($"'{Path}' was written by another version of this service (schema {found}, this one knows {Schema.Version}). Use that version, or restore a backup of this one.");
        }

        using var tables = connection.Prepare("SELECT count(*) FROM sqlite_schema");
        if (tables.ReadInteger() > 0 || (!IsTemporary && Mark.Read() is not { State: MarkState.New }))
        {
            throw DatabaseException.Corrupt(Path, "it says nothing of its version");
        }

        connection.Execute($"BEGIN; {Schema.Sql} PRAGMA user_version={Schema.Version}; COMMIT;");
        MarkCleanBeforeClose(connection);
    }
}
