using SQLitePCL;

namespace EmbeddedTemporal.Storage;

/// <summary>One connection to the database; used by one thread at a time. Below ADO.NET, because a commit of a hundred runs is a hundred statements.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];
    private readonly sqlite3 _handle;

    public SqliteConnection(string path)
    {
        SystemSqlite.Use();
        Path = path;
        var code = raw.sqlite3_open_v2(path, out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        Check(code);
        _ = raw.sqlite3_extended_result_codes(_handle, 1);
    }

    public string Path { get; }

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql, out var error);
        if (code != raw.SQLITE_OK)
        {
            throw DatabaseException.From(code, Path, error ?? Message);
        }
    }

    /// <summary>A statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        var prepared = new SqliteStatement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>A statement for one use.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw DatabaseException.From(code, Path, Message);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _ = raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    private string Message => raw.sqlite3_errmsg(_handle).utf8_to_string();
}
