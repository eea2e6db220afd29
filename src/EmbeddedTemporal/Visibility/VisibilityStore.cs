using System.Buffers.Binary;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
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

    private readonly ReadConnection _connection = new(database);

    /// <summary>A page: open runs first, then those that closed last.</summary>
    public ListPage List(string @namespace, ListQuery query, int pageSize, ByteString token)
    {
        const string Order = "coalesce(close_time, 9223372036854775807)";
        if (query.GroupsByStatus)
        {
            throw new ListQueryException("operation is not supported: 'GROUP BY' clause");
        }

        var after = Position(token);
        var size = pageSize is > 0 and < MaxPage ? pageSize : MaxPage;
        var sql = $"SELECT key, start, state, {Order}, start_time FROM runs WHERE namespace = $namespace AND {query.Condition}"
            + (after is null ? "" : $" AND ({Order}, start_time, key) < ($close, $start, $key)")
            + $" ORDER BY {Order} DESC, start_time DESC, key DESC LIMIT $size";
        return _connection.Read(connection =>
        {
            using var select = connection.Prepare(sql);
            using var row = select.Read([@namespace, .. query.Values, .. after is { } position ? (object[])[position.Close, position.Start, position.Key] : [], (long)size]);
            return Read(row, size);
        });
    }

    public long Count(string @namespace, ListQuery query) => _connection.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT count(*) FROM runs WHERE namespace = $namespace AND {query.Condition}");
        return select.ReadInteger([@namespace, .. query.Values]);
    });

    public List<(WorkflowExecutionStatus Status, long Count)> CountByStatus(string @namespace, ListQuery query) => _connection.Read(connection =>
    {
        using var select = connection.Prepare($"SELECT status, count(*) FROM runs WHERE namespace = $namespace AND {query.Condition} GROUP BY status ORDER BY status");
        using var row = select.Read([@namespace, .. query.Values]);
        var counts = new List<(WorkflowExecutionStatus, long)>();
        while (row.Read())
        {
            counts.Add(((WorkflowExecutionStatus)row.GetInt64(0), row.GetInt64(1)));
        }

        return counts;
    });

    public void Dispose() => _connection.Dispose();

    private static ListPage Read(SqliteDataReader row, int size)
    {
        var executions = new List<WorkflowExecutionInfo>();
        var last = new byte[TokenBytes];
        while (row.Read())
        {
            executions.Add(ExecutionInfo.ListItem(RunStart.Parser.ParseFrom(row.GetBlob(1)), RunState.Parser.ParseFrom(row.GetBlob(2))));
            BinaryPrimitives.WriteInt64BigEndian(last, row.GetInt64(3));
            BinaryPrimitives.WriteInt64BigEndian(last.AsSpan(8), row.GetInt64(4));
            BinaryPrimitives.WriteInt64BigEndian(last.AsSpan(16), row.GetInt64(0));
        }

        return new ListPage(executions, executions.Count == size ? ByteString.CopyFrom(last) : ByteString.Empty);
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
