using Google.Protobuf;
using Temporalio.Api.History.V1;

namespace Temporalio.Common;

/// <summary>The history of one run.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="Events">What happened, in order.</param>
public record WorkflowHistory(string Id, IReadOnlyCollection<HistoryEvent> Events)
{
    private static readonly JsonParser _parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads a history in the form of the <c>temporal</c> command line and web UI.</summary>
    /// <param name="workflowId">The workflow's id, which the JSON does not hold.</param>
    /// <param name="json">A <c>temporal.api.history.v1.History</c> as protobuf JSON.</param>
    public static WorkflowHistory FromJson(string workflowId, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(workflowId, _parser.Parse<History>(json).Events);
    }

    /// <summary>Writes the history as protobuf JSON.</summary>
    public string ToJson()
    {
        using var writer = new StringWriter();
        ToJson(writer);
        return writer.ToString();
    }

    /// <summary>Writes the history as protobuf JSON.</summary>
    public void ToJson(TextWriter writer)
    {
        var history = new History();
        history.Events.AddRange(Events);
        JsonFormatter.Default.Format(history, writer);
    }
}
