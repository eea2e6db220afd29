using System.Globalization;
using System.Text.Json.Nodes;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// When signals and cancellations that workflows sent arrived, and when children ended with their parents, by the task that did it. The real service takes some milliseconds to
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

            if (Ended(histories, run) is { } ended && sent is [.., { } last, _] && last["workflowTaskCompletedEventAttributes"] is { } closing)
            {
                _arrivals[(run, (string)closing["startedEventId"]!)] = ended;
            }
        }
    }

    /// <summary>Null if the task sent nothing.</summary>
    public DateTimeOffset? Of(JsonNode? task) => task is not null && (string?)task["workflowExecution"]?["runId"] is { } run && (string?)task["startedEventId"] is { } started
        && _arrivals.TryGetValue((run, started), out var arrival) ? arrival : null;

    /// <summary>When a child of the run was ended by its parent's end.</summary>
    private static DateTimeOffset? Ended(IReadOnlyList<JsonObject> histories, string run)
    {
        var children = histories.Select(h => h["events"]!.AsArray()).Where(e => (string?)e[0]!["workflowExecutionStartedEventAttributes"]!["parentWorkflowExecution"]?["runId"] == run);
        var ended = children.SelectMany(c => c.OfType<JsonObject>()).FirstOrDefault(e => (string?)e["workflowExecutionTerminatedEventAttributes"]?["reason"] == "by parent close policy"
            || (e["workflowExecutionCancelRequestedEventAttributes"] is { } cancel && cancel["externalInitiatedEventId"] is null));
        return ended is null ? null : Time(ended);
    }

    private static DateTimeOffset Time(JsonObject historyEvent) => DateTimeOffset.Parse((string)historyEvent["eventTime"]!, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Arrival(List<JsonObject> events, string run, JsonObject initiated, JsonNode attributes)
    {
        var arrived = events.Find(e =>
            (e["workflowExecutionSignaledEventAttributes"] is { } signal && (string?)signal["externalWorkflowExecution"]?["runId"] == run && (string?)signal["signalName"] == (string?)attributes["signalName"])
            || (e["workflowExecutionCancelRequestedEventAttributes"] is { } cancel && (string?)cancel["externalWorkflowExecution"]?["runId"] == run
                && (string?)cancel["externalInitiatedEventId"] == (string?)initiated["eventId"]));
        return arrived is null ? null : Time(arrived);
    }
}
