using System.Buffers.Binary;
using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Finds standalone activities by list queries. The last that was started comes first.</summary>
internal sealed class ActivitySearch(RunReader reader, Quarantine quarantine, AttributeRegistry attributes)
{
    private const int MaxPage = 1000;

    private static readonly Dictionary<string, SearchField> _columns = new SearchField[]
    {
        new("ActivityId", IndexedValueType.Keyword, "activity_id"),
        new("RunId", IndexedValueType.Keyword, "run_id"),
        new("ActivityType", IndexedValueType.Keyword, "type"),
        new("TaskQueue", IndexedValueType.Keyword, "task_queue"),

        // Queries have the numbers of workflows' statuses: 7 is "timed out", which is 6 for activities.
        new("ExecutionStatus", IndexedValueType.Keyword, "iif(status = 6, 7, status)"),
        new("StartTime", IndexedValueType.Datetime, "start_time"),
        new("ExecutionTime", IndexedValueType.Datetime, "execution_time"),
        new("CloseTime", IndexedValueType.Datetime, "close_time"),

        // In nanoseconds; times are ticks.
        new("ExecutionDuration", IndexedValueType.Int, "(close_time - start_time) * 100"),
        new("StateTransitionCount", IndexedValueType.Int, "iif(close_time IS NULL, NULL, transitions)"),
    }.ToDictionary(field => field.Name);

    /// <summary>A page of encoded <see cref="Temporalio.Api.Activity.V1.ActivityExecutionListInfo"/>.</summary>
    /// <exception cref="RpcException">The query or the token cannot be understood.</exception>
    public ListPage List(string @namespace, string query, int pageSize, ByteString token)
    {
        var parsed = Parse(@namespace, query);
        if (parsed.GroupsByStatus)
        {
            throw Errors.Invalid("invalid query: operation is not supported: 'GROUP BY' clause");
        }

        var size = pageSize is > 0 and < MaxPage ? pageSize : MaxPage;
        var after = After(token);
        return reader.Read(connection =>
        {
            // One more than the page, so that the last page is known to be the last.
            using var select = connection.Prepare($"SELECT key, start_time, item, item_sum FROM standalone_activities WHERE namespace = $namespace AND {parsed.Condition} AND key > $after ORDER BY key LIMIT $size");
            using var row = select.Set(@namespace, parsed, name => name == "$after" ? after : size + 1L).Read();
            var (items, last, rows) = (new List<byte[]>(), 0L, 0);
            while (row.Read() && ++rows <= size)
            {
                last = row.GetInt64(0);
                var item = row.GetBlob(2);
                if (!quarantine.Contains(last) && RowSum.OfItem(last, row.GetInt64(1), 0, item) == row.GetInt64(3))
                {
                    items.Add(item);
                }
            }

            return new ListPage(items, rows > size ? Token(last) : ByteString.Empty);
        });
    }

    /// <summary>The number of activities that match.</summary>
    /// <exception cref="RpcException">The query cannot be understood.</exception>
    public long Count(string @namespace, ListQuery query) => reader.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT count(*) FROM standalone_activities WHERE namespace = $namespace AND {query.Condition}");
        return select.Set(@namespace, query).ReadInteger();
    });

    /// <summary>The number of activities of each status.</summary>
    public List<(ActivityExecutionStatus Status, long Count)> CountByStatus(string @namespace, ListQuery query) => reader.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT status, count(*) FROM standalone_activities WHERE namespace = $namespace AND {query.Condition} GROUP BY status ORDER BY status");
        using var row = select.Set(@namespace, query).Read();
        var counts = new List<(ActivityExecutionStatus, long)>();
        while (row.Read())
        {
            counts.Add(((ActivityExecutionStatus)row.GetInt64(0), row.GetInt64(1)));
        }

        return counts;
    });

    /// <summary>Reads a query.</summary>
    /// <exception cref="RpcException">It cannot be understood.</exception>
    public ListQuery Parse(string @namespace, string query)
    {
        try
        {
            return ListQueryParser.Parse(query, name => _columns.GetValueOrDefault(name) ?? SearchField.OfAttribute(attributes.Find(@namespace, name)));
        }
        catch (ListQueryException e)
        {
            throw Errors.Invalid($"invalid query: {e.Message}");
        }
    }

    private static ByteString Token(long key)
    {
        var token = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(token, key);
        return ByteString.CopyFrom(token);
    }

    private static long After(ByteString token) => token.Length switch
    {
        0 => long.MinValue,
        sizeof(long) => BinaryPrimitives.ReadInt64BigEndian(token.Span),
        _ => throw Errors.Invalid("Invalid NextPageToken."),
    };
}
