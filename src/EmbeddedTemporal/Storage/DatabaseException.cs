using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EmbeddedTemporal.Storage;

/// <summary>The database cannot be used: full disk, corrupt or locked file, or an error of SQLite that no retry mends.</summary>
public sealed class DatabaseException : Exception
{
    /// <summary>An error with its message.</summary>
    public DatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public DatabaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without further words.</summary>
    public DatabaseException()
    {
    }

    /// <summary>The disk is full: a call may succeed when there is room again.</summary>
    internal bool IsDiskFull { get; private init; }

    /// <summary>Whether what is in the way can go away by itself.</summary>
    internal bool MayPass { get; private init; }

    /// <summary>Another process works with the database.</summary>
    internal bool IsInUse { get; init; }

    /// <summary>The same for another caller.</summary>
    internal DatabaseException Again() => new(Message, this) { IsDiskFull = IsDiskFull, MayPass = MayPass };

    /// <summary>The file does not hold what was written to it.</summary>
    internal static DatabaseException Corrupt(string path, string what) =>
        new($"'{path}' is corrupt: {what}. Restore a backup, or move it away to start with an empty one.");

    internal static DatabaseException From(SqliteException exception, string path)
    {
        var code = exception.SqliteExtendedErrorCode;
        // Where the index of its log cannot grow, SQLite reports an I/O error.
        var isFull = (code & 0xFF) == raw.SQLITE_FULL || code == raw.SQLITE_IOERR_SHMSIZE;
        var what = (code & 0xFF) switch
        {
            _ when isFull => $"The disk that holds '{path}' is full. Free some space: nothing that was acknowledged is lost, and work goes on as soon as there is room.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"'{path}' is corrupt or not a database of this service. Restore a backup, or move it away to start with an empty one.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"'{path}' is in use by another process. Stop that one, or choose another database.",
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => $"'{path}' cannot be opened for writing. Check that its folder exists and belongs to this user.",
            raw.SQLITE_IOERR => $"Reading or writing '{path}' failed: check the disk.",
            _ => $"The database '{path}' failed.",
        };
        return new DatabaseException($"{what} ({exception.Message})", exception)
        {
            IsDiskFull = isFull,
            MayPass = isFull || (code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED,
        };
    }
}
