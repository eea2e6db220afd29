using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>A page of a list.</summary>
/// <param name="Items">Encoded <see cref="WorkflowExecutionInfo"/>.</param>
/// <param name="NextPageToken">Where the next page begins; empty if there is none.</param>
internal sealed record ListPage(IReadOnlyList<byte[]> Items, ByteString NextPageToken)
{
    /// <summary>The items, decoded.</summary>
    public IEnumerable<WorkflowExecutionInfo> Executions => Items.Select(WorkflowExecutionInfo.Parser.ParseFrom);
}

/// <summary>Lists and counts runs, by list queries. What has been acknowledged is found.</summary>
internal sealed class VisibilityStore(Database database, Quarantine quarantine) : IDisposable
{
    // The real service's page where the caller names none, and its bound.
    private const int MaxPage = 1000;

    // Two indexes are compared by how many runs they find, up to this number.
    private const int CountedAtMost = 5000;

    private const int MaxLookups = 8;

    private readonly ReadConnection _connection = new(database);

    /// <summary>A page: open runs first, then those that closed last.</summary>
    public ListPage List(string @namespace, ListQuery query, int pageSize, ByteString token)
    {
        if (query.GroupsByStatus)
        {
            throw new ListQueryException("operation is not supported: 'GROUP BY' clause");
        }

        var position = token.IsEmpty ? (ListPosition?)null : ListPosition.Parse(token) ?? throw Errors.Invalid("Invalid NextPageToken.");
        var size = pageSize is > 0 and < MaxPage ? pageSize : MaxPage;
        return _connection.Snapshot(connection => List(connection, @namespace, query, size, position ?? ListPosition.First(LastClosed(connection, @namespace))));
    }

    public long Count(string @namespace, ListQuery query) => _connection.Snapshot(connection =>
    {
        var lookup = Choose(connection, @namespace, query, isList: false);
        using var select = connection.Prepare($"SELECT count(*) FROM {lookup.Source} WHERE namespace = $namespace AND {lookup.Condition} AND {query.Condition}");
        return select.Set(@namespace, query).ReadInteger();
    });

    public List<(WorkflowExecutionStatus Status, long Count)> CountByStatus(string @namespace, ListQuery query) => _connection.Snapshot(connection =>
    {
        var lookup = query.Lookups.Count == 0 ? IndexLookup.ByStatus : Choose(connection, @namespace, query, isList: false);
        using var select = connection.Prepare($"SELECT status, count(*) FROM {lookup.Source} WHERE namespace = $namespace AND {lookup.Condition} AND {query.Condition} GROUP BY status ORDER BY status");
        using var row = select.Set(@namespace, query).Read();
        var counts = new List<(WorkflowExecutionStatus, long)>();
        while (row.Read())
        {
            counts.Add(((WorkflowExecutionStatus)row.GetInt64(0), row.GetInt64(1)));
        }

        return counts;
    });

    public void Dispose() => _connection.Dispose();

    private static long LastClosed(SqliteConnection connection, string @namespace)
    {
        using var select = connection.Prepare("SELECT max(close_order) FROM runs INDEXED BY runs_in_order WHERE namespace = $namespace AND close_order < $open");
        return select.ReadInteger(@namespace, RunWriter.NotClosed);
    }

    private ListPage List(SqliteConnection connection, string @namespace, ListQuery query, int size, ListPosition position)
    {
        var lookup = Choose(connection, @namespace, query, isList: true);
        var page = new ListPageReader(connection, quarantine, @namespace, query, lookup, position.AsOf, size);
        if (position.IsOpen)
        {
            page.AddOpen(position);
        }

        if (!page.IsFull)
        {
            page.AddClosed(position);
        }

        return page.ToPage();
    }

    /// <summary>The index that finds the fewest runs. A list would have to sort what a range finds: that is worth it only for a few.</summary>
    private static IndexLookup Choose(SqliteConnection connection, string @namespace, ListQuery query, bool isList)
    {
        if (query.Lookups is [{ Kind: not LookupKind.Range } only])
        {
            return only;
        }

        var (best, fewest) = (IndexLookup.All, long.MaxValue);
        foreach (var lookup in query.Lookups.Take(MaxLookups))
        {
            using var select = connection.Prepare($"SELECT count(*) FROM (SELECT 1 FROM {lookup.Counted} LIMIT {CountedAtMost})");
            var count = select.Set(@namespace, query).ReadInteger();
            if (count < fewest && (lookup.Kind != LookupKind.Range || !isList || count < CountedAtMost))
            {
                (best, fewest) = (lookup, count);
            }
        }

        return best;
    }
}
