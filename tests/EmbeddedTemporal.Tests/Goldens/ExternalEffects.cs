using System.Globalization;
using System.Text.Json.Nodes;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// When signals and cancellations that workflows sent arrived, by the task that sent them. The real service takes some milliseconds to
/// deliver them; here they arrive at once, so such a task must not be completed before.
/// </summary>
internal sealed class ExternalEffects
{
    private readonly Dictionary<(string Run, string StartedEventId), DateTimeOffset> _arrivals = [];

    public ExternalEffects(IReadOnlyList<JsonObject> histories)
    {
        var events = histories.SelectMany(h => h["events"]!.AsArray().OfType<JsonObject>()).ToList();
        foreach (var history in histories)
        {
            var sent = history["events"]!.AsArray().OfType<JsonObject>().ToList();
            var run = (string)sent[0]["workflowExecutionStartedEventAttributes"]!["originalExecutionRunId"]!;
            foreach (var initiated in sent)
            {
                var attributes = initiated["signalExternalWorkflowExecutionInitiatedEventAttributes"] ?? initiated["requestCancelExternalWorkflowExecutionInitiatedEventAttributes"];
                if (attributes is null || Arrival(events, run, initiated, attributes) is not { } arrival)
                {
                    continue;
                }

                var completed = sent.Single(e => (string?)e["eventId"] == (string?)attributes["workflowTaskCompletedEventId"]);
                _arrivals[(run, (string)completed["workflowTaskCompletedEventAttributes"]!["startedEventId"]!)] = arrival;
            }
        }
    }

    /// <summary>Null if the task sent nothing.</summary>
    public DateTimeOffset? Of(JsonNode? task) => task is not null && (string?)task["workflowExecution"]?["runId"] is { } run && (string?)task["startedEventId"] is { } started
        && _arrivals.TryGetValue((run, started), out var arrival) ? arrival : null;

    private static DateTimeOffset? Arrival(List<JsonObject> events, string run, JsonObject initiated, JsonNode attributes)
    {
        var arrived = events.Find(e =>
            (e["workflowExecutionSignaledEventAttributes"] is { } signal && (string?)signal["externalWorkflowExecution"]?["runId"] == run && (string?)signal["signalName"] == (string?)attributes["signalName"])
            || (e["workflowExecutionCancelRequestedEventAttributes"] is { } cancel && (string?)cancel["externalWorkflowExecution"]?["runId"] == run
                && (string?)cancel["externalInitiatedEventId"] == (string?)initiated["eventId"]));
        return arrived is null ? null : DateTimeOffset.Parse((string)arrived["eventTime"]!, CultureInfo.InvariantCulture);
    }
}
