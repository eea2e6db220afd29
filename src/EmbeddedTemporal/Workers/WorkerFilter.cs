using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Visibility;
using Temporalio.Api.Worker.V1;

namespace EmbeddedTemporal.Workers;

/// <summary>Chooses workers by the fields that tools ask for: comparisons joined by <c>AND</c>.</summary>
internal sealed class WorkerFilter
{
    private readonly List<(string Field, string Value)> _conditions = [];

    public static WorkerFilter Parse(string query)
    {
        var filter = new WorkerFilter();
        try
        {
            var tokens = ListQueryLexer.Read(query);
            for (var at = 0; tokens[at].Kind != TokenKind.End; at += 3)
            {
                if (at > 0 && tokens[at++] is var and && !and.Is("AND"))
                {
                    throw new ListQueryException($"operation is not supported: '{and.Text}'");
                }

                if (at + 2 >= tokens.Count || !tokens[at + 1].Is("="))
                {
                    throw new ListQueryException("invalid expression: incomplete expression");
                }

                _ = Field(tokens[at].Text, new WorkerHeartbeat());
                filter._conditions.Add((tokens[at].Text, tokens[at + 2].Text));
            }
        }
        catch (ListQueryException e)
        {
            throw Errors.Invalid($"invalid query: {e.Message}");
        }

        return filter;
    }

    public bool Matches(WorkerHeartbeat worker) => _conditions.TrueForAll(c => Field(c.Field, worker) == c.Value);

    private static string Field(string name, WorkerHeartbeat worker) => name switch
    {
        "TaskQueue" => worker.TaskQueue,
        "WorkerIdentity" => worker.WorkerIdentity,
        "WorkerInstanceKey" => worker.WorkerInstanceKey,
        "HostName" => worker.HostInfo?.HostName ?? "",
        "SdkName" => worker.SdkName,
        "SdkVersion" => worker.SdkVersion,
        "WorkerStatus" or "Status" => worker.Status.ToString(),
        _ => throw new ListQueryException($"invalid expression: column name '{name}' is not a valid search attribute"),
    };
}
