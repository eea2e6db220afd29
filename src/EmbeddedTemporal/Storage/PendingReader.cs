using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// Reads what all open runs wait for, and checks every row: one whose damaged key names another run, or none, would otherwise be missing
/// from its own without a word.
/// </summary>
/// <param name="connection">Where to read.</param>
/// <param name="open">The keys of all open runs.</param>
/// <param name="setAside">Sets a run aside, with the reason.</param>
internal sealed class PendingReader(SqliteConnection connection, HashSet<long> open, Action<long, string> setAside)
{
    private readonly Dictionary<long, StoredPending> _pending = open.ToDictionary(key => key, _ => new StoredPending([], [], []));

    /// <summary>What each run waits for, by its key.</summary>
    /// <exception cref="DatabaseException">A row is damaged, and no run can be told that it belongs to.</exception>
    public Dictionary<long, StoredPending> Read()
    {
        using (var select = connection.Prepare("SELECT id, kind, data, sum FROM pending ORDER BY id"))
        using (var row = select.Read())
        {
            while (row.Read())
            {
                AddPending(row.GetInt64(0), row.GetInt64(1), row.GetBlob(2), row.GetInt64(3));
            }
        }

        using (var select = connection.Prepare("SELECT run_key, request_id, sum FROM requests"))
        using (var row = select.Read())
        {
            while (row.Read())
            {
                AddRequest(row.GetInt64(0), row.GetString(1), row.GetInt64(2));
            }
        }

        return _pending;
    }

    private void AddPending(long id, long kind, byte[] data, long sum)
    {
        var (key, eventId) = (id >> Database.EventIdBits, Database.EventId(id));
        if (!IsWhole(key, sum, owner => RowSum.Of(Database.RowId(owner, eventId), kind, data), $"what event {eventId} waits for"))
        {
            return;
        }

        switch ((PendingKind)kind)
        {
            case PendingKind.Activity:
                _pending[key].Activities.Add(ActivityState.Parser.ParseFrom(data));
                break;
            case PendingKind.Timer:
                _pending[key].Timers.Add(TimerState.Parser.ParseFrom(data));
                break;
            case PendingKind.Child:
                _pending[key].Children.Add(ChildState.Parser.ParseFrom(data));
                break;
            case PendingKind.Update:
                _pending[key].Updates.Add(UpdateState.Parser.ParseFrom(data));
                break;
        }
    }

    private void AddRequest(long key, string id, long sum)
    {
        if (IsWhole(key, sum, owner => RowSum.Of([owner, RowSum.Of(id)]), "the id of a request"))
        {
            _pending[key].RequestIds.Add(id);
        }
    }

    private bool IsWhole(long key, long sum, Func<long, long> sumFor, string what)
    {
        if (sumFor(key) == sum && open.Contains(key))
        {
            return true;
        }

        // If the sum fits with another key, the key is what was damaged.
        var owner = open.Where(k => sumFor(k) == sum).Append(key).First();
        if (!open.Contains(owner))
        {
            throw DatabaseException.Corrupt(connection.DataSource, $"{what} is damaged, and belongs to no open run");
        }

        setAside(owner, $"{what} does not match its checksum");
        return false;
    }
}
