using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>A connection for reading what is committed. Its callers take turns.</summary>
internal sealed class ReadConnection(Database database) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection = database.OpenForReading();

    /// <summary>A command for use inside <see cref="Read{T}"/>; it lives as long as the connection.</summary>
    public SqliteCommand Prepare(string sql) => _connection.Prepare(sql);

    /// <summary>Reads while no other caller does.</summary>
    /// <exception cref="DatabaseException">SQLite failed.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_gate)
        {
            try
            {
                return read(_connection);
            }
            catch (SqliteException e)
            {
                throw DatabaseException.From(e, database.Path);
            }
        }
    }

    /// <summary>Reads as above; all statements see the same commits.</summary>
    /// <exception cref="DatabaseException">SQLite failed.</exception>
    public T Snapshot<T>(Func<SqliteConnection, T> read) => Read(connection =>
    {
        connection.Execute("BEGIN");
        try
        {
            return read(connection);
        }
        finally
        {
            connection.Execute("COMMIT");
        }
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }
}
