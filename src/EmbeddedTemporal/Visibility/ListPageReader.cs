using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Visibility;

/// <summary>Fills a page of a list from the runs that were open when its first page was read, then from those that had closed.</summary>
internal sealed class ListPageReader(SqliteConnection connection, Quarantine quarantine, string @namespace, ListQuery query, IndexLookup lookup, long asOf, int size)
{
    private const string Open = "9223372036854775807";
    private const string Columns = "key, start_time, close_order, item, item_sum";

    private readonly List<byte[]> _items = [];
    private ListPosition _last;
    private int _rows;

    public bool IsFull => _rows == size;

    /// <summary>Adds runs that are open, and those that have closed since the first page.</summary>
    public void AddOpen(ListPosition after)
    {
        var order = lookup.Order;
        var rest = $"({order.Start}, {order.Key}) < ($start, $key) ORDER BY {order.Start} DESC, {order.Key} DESC LIMIT $size";
        using var open = Prepare($"{order.Close} = {Open} AND {rest}", after);
        // When the first page is read, no run has closed since.
        using var closedSince = after.IsFirst ? null : Prepare($"{order.Close} > $asof AND {order.Close} < {Open} AND {rest}", after);
        var rows = Rows(open).Concat(closedSince is null ? [] : Rows(closedSince)).OrderByDescending(r => r.Start).ThenByDescending(r => r.Key).Take(size);
        foreach (var row in rows)
        {
            Add(row, new ListPosition(asOf, RunWriter.NotClosed, row.Start, row.Key));
        }
    }

    /// <summary>Adds runs that had closed when the first page was read.</summary>
    public void AddClosed(ListPosition after)
    {
        var close = lookup.Order.Close;
        using var closed = Prepare($"{close} <= $asof AND {close} < $close ORDER BY {close} DESC LIMIT $size", after);
        foreach (var row in Rows(closed))
        {
            Add(row, new ListPosition(asOf, row.Close, row.Start, row.Key));
        }
    }

    public ListPage ToPage() => new(_items, IsFull ? _last.ToToken() : ByteString.Empty);

    private SqliteCommand Prepare(string condition, ListPosition after)
    {
        var found = $"FROM {lookup.Source} WHERE namespace = $namespace AND {lookup.Condition} AND {query.Condition} AND {condition}";
        // Rows that must be sorted are sorted by keys alone: only the page's rows are read as a whole.
        var select = connection.Prepare(lookup.Kind == LookupKind.Ordered ? $"SELECT {Columns} {found}" : $"SELECT {Columns} FROM runs WHERE key IN (SELECT key {found}) ORDER BY close_order DESC, start_time DESC, key DESC");
        return select.Set(@namespace, query, name => name switch
        {
            "$asof" => after.AsOf,
            "$close" => after.Close,
            "$start" => after.Start,
            "$key" => after.Key,
            "$size" => (long)(size - _rows),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        });
    }

    private IEnumerable<(byte[]? Item, long Close, long Start, long Key)> Rows(SqliteCommand select)
    {
        using var row = select.Read();
        while (row.Read())
        {
            var (key, start, close) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            yield return (Read(key, start, close, row.GetBlob(3), row.GetInt64(4)), close, start, key);
        }
    }

    private byte[]? Read(long key, long start, long close, byte[] item, long sum)
    {
        // A damaged run has been reported; what it holds cannot be shown.
        return quarantine.Contains(key) ? null : RowSum.OfItem(key, start, close, item) == sum ? item : Rebuild(key);
    }

    /// <summary>The item of a run of which only that is damaged.</summary>
    private byte[]? Rebuild(long key)
    {
        using var select = connection.Prepare($"SELECT {RunRow.Columns} FROM runs WHERE key = $key");
        using var row = select.Read(key);
        try
        {
            return row.Read() && RunRow.Read(row, quarantine) is { } run ? ExecutionInfo.ListItem(run.Start, run.State).ToByteArray() : null;
        }
        catch (DamagedRunException)
        {
            return null;
        }
    }

    private void Add((byte[]? Item, long Close, long Start, long Key) row, ListPosition position)
    {
        _rows++;
        _last = position;
        if (row.Item is { } item)
        {
            _items.Add(item);
        }
    }
}
