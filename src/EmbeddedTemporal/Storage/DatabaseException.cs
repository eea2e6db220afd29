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

    internal static DatabaseException From(int code, string path, string sqliteMessage)
    {
        var what = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => $"The disk that holds '{path}' is full. Free some space and start again; nothing that was acknowledged is lost.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"'{path}' is corrupt or not a database of this service. Move it away to begin anew, or restore a backup.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"'{path}' is in use by another process. Stop that one, or choose another database.",
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => $"'{path}' cannot be opened for writing. Check that its folder exists and belongs to this user.",
            raw.SQLITE_IOERR => $"Reading or writing '{path}' failed: check the disk.",
            _ => $"The database '{path}' failed.",
        };
        return new DatabaseException($"{what} (SQLite {code}: {sqliteMessage})");
    }
}
