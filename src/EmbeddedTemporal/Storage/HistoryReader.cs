using Google.Protobuf.Collections;
using Microsoft.Data.Sqlite;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Storage;

/// <summary>Reads events and checks that each batch is as it was written and that none is missing.</summary>
/// <param name="connection">Where to read; its turn must be held by the caller.</param>
/// <param name="damaged">Makes the exception for a damaged run.</param>
internal sealed class HistoryReader(ReadConnection connection, Func<long, string, DamagedRunException> damaged)
{
    private readonly SqliteCommand _batchOf = connection.Prepare("SELECT id, data, sum FROM events WHERE id >= $first AND id <= $last ORDER BY id DESC LIMIT 1");
    private readonly SqliteCommand _batches = connection.Prepare("SELECT id, data, sum FROM events WHERE id >= $first AND id < $end ORDER BY id");
    private readonly SqliteCommand _backwards = connection.Prepare("SELECT id, data, sum FROM events WHERE id >= $first AND id < $end ORDER BY id DESC");

    /// <summary>The events from <paramref name="first"/> to before <paramref name="end"/>: as many as the page may hold. Only the first batch may be read from its middle.</summary>
    public List<HistoryEvent> Events(long runKey, long first, long end, PageBudget budget)
    {
        var events = new List<HistoryEvent>();

        // The batch that holds the first event may start before it.
        Add(_batchOf.Read(Database.RowId(runKey, 0), Database.RowId(runKey, first)));
        Add(_batches.Read(Database.RowId(runKey, first + 1), Database.RowId(runKey, end)));
        return budget.IsSpent || events.Count == end - first ? events : throw Missing(runKey, first + events.Count);

        void Add(SqliteDataReader row)
        {
            using (row)
            {
                while (!budget.IsSpent && row.Read())
                {
                    foreach (var historyEvent in Batch(runKey, row, budget).Where(e => e.EventId >= first && e.EventId < end))
                    {
                        events.Add(historyEvent.EventId == first + events.Count ? historyEvent : throw Missing(runKey, first + events.Count));
                    }
                }
            }
        }
    }

    /// <summary>At most so many batches before <paramref name="end"/>, the newest event first.</summary>
    public List<HistoryEvent> BatchesBackwards(long runKey, long end, int count)
    {
        var events = new List<HistoryEvent>();
        var budget = new PageBudget { Batches = count };
        using var row = _backwards.Read(Database.RowId(runKey, 0), Database.RowId(runKey, end));
        while (!budget.IsSpent && row.Read())
        {
            foreach (var historyEvent in Batch(runKey, row, budget).Where(e => e.EventId < end).Reverse())
            {
                events.Add(historyEvent.EventId == end - 1 - events.Count ? historyEvent : throw Missing(runKey, end - 1 - events.Count));
            }
        }

        return budget.IsSpent || events.Count == end - 1 ? events : throw Missing(runKey, end - 1 - events.Count);
    }

    private DamagedRunException Missing(long runKey, long eventId) => damaged(runKey, $"event {eventId} of its history is missing");

    private RepeatedField<HistoryEvent> Batch(long runKey, SqliteDataReader row, PageBudget budget)
    {
        var (id, data) = (row.GetInt64(0), row.GetBlob(1));
        budget.Spend(data.Length);
        return RowSum.Of(id, 0, data) == row.GetInt64(2)
            ? History.Parser.ParseFrom(data).Events
            : throw damaged(runKey, $"the events from {Database.EventId(id)} on do not match their checksum");
    }
}
