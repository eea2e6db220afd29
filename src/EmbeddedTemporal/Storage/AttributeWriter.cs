using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>The statements that write the values by which runs, schedules and standalone activities can be found besides their columns.</summary>
internal sealed class AttributeWriter(SqliteConnection connection)
{
    private readonly SqliteCommand _insert = connection.Prepare("""
        INSERT OR IGNORE INTO attribute_values (attribute, value, run_close_order, run_start_time, run_key) VALUES ($attribute, $value, $close, $start, $key)
        """);

    private readonly SqliteCommand _clear = connection.Prepare("DELETE FROM attribute_values WHERE run_key = $key");
    private readonly SqliteCommand _close = connection.Prepare("UPDATE attribute_values SET run_close_order = $close WHERE run_key = $key");

    /// <summary>Adds the values of a key.</summary>
    public void Insert(long key, IReadOnlyList<IndexedValue> values, long closeOrder, long startTime)
    {
        foreach (var value in values)
        {
            _insert.Run(value.Attribute, value.Value, closeOrder, startTime, key);
        }
    }

    /// <summary>Removes all values of a key.</summary>
    public void Clear(long key) => _clear.Run(key);

    /// <summary>Notes the close order of a run.</summary>
    public void Close(long key, long closeOrder) => _close.Run(closeOrder, key);
}
