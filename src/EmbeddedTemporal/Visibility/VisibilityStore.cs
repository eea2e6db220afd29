using System.Buffers.Binary;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>A page of a list.</summary>
internal sealed record ListPage(List<WorkflowExecutionInfo> Executions, ByteString NextPageToken);

/// <summary>Lists and counts runs, by list queries. What has been acknowledged is found.</summary>
internal sealed class VisibilityStore(Database database) : IDisposable
{
    // The real service's page where the caller names none, and its bound.
    private const int MaxPage = 1000;
    private const int TokenBytes = 24;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection = database.OpenForReading();

    /// <summary>A page: what closed last comes first, after what is open.</summary>
    public ListPage List(string @namespace, ListQuery query, int pageSize, ByteString token)
    {
        const string Order = "coalesce(close_time, 9223372036854775807)";
        if (query.GroupsByStatus)
        {
            throw new ListQueryException("operation is not supported: 'GROUP BY' clause");
        }

        var after = Position(token);
        var size = pageSize is > 0 and < MaxPage ? pageSize : MaxPage;
        var sql = $"SELECT key, start, state, {Order}, start_time FROM runs WHERE namespace = ? AND {query.Condition}"
            + (after is null ? "" : $" AND ({Order}, start_time, key) < (?, ?, ?)")
            + $" ORDER BY {Order} DESC, start_time DESC, key DESC LIMIT ?";
        lock (_gate)
        {
            using var select = _connection.PrepareOnce(sql);
            var parameter = Bind(select, @namespace, query);
            if (after is { } position)
            {
                _ = select.Bind(parameter++, position.Close).Bind(parameter++, position.Start).Bind(parameter++, position.Key);
            }

            _ = select.Bind(parameter, (long)size);
            return Read(select, size);
        }
    }

    public long Count(string @namespace, ListQuery query)
    {
        lock (_gate)
        {
            using var select = _connection.PrepareOnce($"SELECT count(*) FROM runs WHERE namespace = ? AND {query.Condition}");
            _ = Bind(select, @namespace, query);
            _ = select.Step();
            return select.Integer(0);
        }
    }

    public List<(WorkflowExecutionStatus Status, long Count)> CountByStatus(string @namespace, ListQuery query)
    {
        lock (_gate)
        {
            using var select = _connection.PrepareOnce($"SELECT status, count(*) FROM runs WHERE namespace = ? AND {query.Condition} GROUP BY status ORDER BY status");
            _ = Bind(select, @namespace, query);
            var counts = new List<(WorkflowExecutionStatus, long)>();
            while (select.Step())
            {
                counts.Add(((WorkflowExecutionStatus)select.Integer(0), select.Integer(1)));
            }

            return counts;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private static ListPage Read(SqliteStatement select, int size)
    {
        var executions = new List<WorkflowExecutionInfo>();
        var last = new byte[TokenBytes];
        while (select.Step())
        {
            var state = RunState.Parser.ParseFrom(select.Blob(2));
            executions.Add(ExecutionInfo.ListItem(RunStart.Parser.ParseFrom(select.Blob(1)), state));
            BinaryPrimitives.WriteInt64BigEndian(last, select.Integer(3));
            BinaryPrimitives.WriteInt64BigEndian(last.AsSpan(8), select.Integer(4));
            BinaryPrimitives.WriteInt64BigEndian(last.AsSpan(16), select.Integer(0));
        }

        return new ListPage(executions, executions.Count == size ? ByteString.CopyFrom(last) : ByteString.Empty);
    }

    private static int Bind(SqliteStatement select, string @namespace, ListQuery query)
    {
        _ = select.Bind(1, @namespace);
        var parameter = 2;
        foreach (var value in query.Values)
        {
            _ = value is string text ? select.Bind(parameter++, text) : select.Bind(parameter++, (long)value);
        }

        return parameter;
    }

    private static (long Close, long Start, long Key)? Position(ByteString token)
    {
        if (token.IsEmpty)
        {
            return null;
        }

        return token.Length == TokenBytes
            ? (BinaryPrimitives.ReadInt64BigEndian(token.Span), BinaryPrimitives.ReadInt64BigEndian(token.Span[8..]), BinaryPrimitives.ReadInt64BigEndian(token.Span[16..]))
            : throw Errors.Invalid("Invalid NextPageToken.");
    }
}
