using System.Buffers.Binary;
using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf;
using Grpc.Core;

namespace EmbeddedTemporal.Schedules;

/// <summary>Finds schedules by list queries: by search attributes, <c>ScheduleId</c> and <c>TemporalSchedulePaused</c>. The last that was created comes first.</summary>
internal sealed class ScheduleSearch(RunReader reader, AttributeRegistry attributes)
{
    // The columns that list queries know, with the values of the real service, in which a schedule is a workflow.
    private const string Source = $"""
        (SELECT key, namespace, '{ScheduleLimits.WorkflowIdPrefix}' || schedule_id AS workflow_id, '' AS run_id, 'temporal-sys-scheduler-workflow' AS type,
            'temporal-sys-per-ns-tq' AS task_queue, 1 AS status, created AS start_time, created AS execution_time, NULL AS close_time,
            0 AS history_length, 0 AS history_bytes, 0 AS transitions
        FROM schedules WHERE namespace = $namespace)
        """;

    /// <summary>The keys of a page, and the token of the next one.</summary>
    /// <exception cref="RpcException">The query or the token cannot be understood.</exception>
    public (List<long> Keys, ByteString Next) List(string @namespace, string query, int pageSize, ByteString token)
    {
        var parsed = Parse(@namespace, query);
        if (parsed.GroupsByStatus)
        {
            throw Errors.Invalid("invalid query: operation is not supported: 'GROUP BY' clause");
        }

        var size = pageSize is > 0 and < ScheduleLimits.MaxPage ? pageSize : ScheduleLimits.MaxPage;
        var after = After(token);
        return reader.Read(connection =>
        {
            using var select = connection.Prepare($"SELECT key FROM {Source} WHERE {parsed.Condition} AND key > $after ORDER BY key LIMIT $size");
            using var row = select.Set(@namespace, parsed, name => name == "$after" ? after : (long)size).Read();
            var keys = new List<long>();
            while (row.Read())
            {
                keys.Add(row.GetInt64(0));
            }

            return (keys, keys.Count == size ? ScheduleDescription.Token(keys[^1]) : ByteString.Empty);
        });
    }

    /// <summary>How many there are, and whether they are to be shown as a group.</summary>
    /// <exception cref="RpcException">The query cannot be understood.</exception>
    public (long Count, bool IsGrouped) Count(string @namespace, string query)
    {
        var parsed = Parse(@namespace, query);
        return reader.Read(connection =>
        {
            using var select = connection.Prepare($"SELECT count(*) FROM {Source} WHERE {parsed.Condition}");
            return (select.Set(@namespace, parsed).ReadInteger(), parsed.GroupsByStatus);
        });
    }

    private static long After(ByteString token) => token.Length switch
    {
        0 => long.MinValue,
        sizeof(long) => BinaryPrimitives.ReadInt64BigEndian(token.Span),
        _ => throw Errors.Invalid("Invalid NextPageToken."),
    };

    private ListQuery Parse(string @namespace, string query)
    {
        try
        {
            return ListQueryParser.Parse(query, name => name == ScheduleEnvironment.ScheduleId.Name ? ScheduleEnvironment.ScheduleId : attributes.Find(@namespace, name));
        }
        catch (ListQueryException e)
        {
            throw Errors.Invalid($"invalid query: {e.Message}");
        }
    }
}
