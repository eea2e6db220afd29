using System.Globalization;
using System.Text.Json.Nodes;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>When workflow tasks and attempts of activities ended, as the histories tell it, by the tokens that their workers answered with.</summary>
internal sealed class TaskEnds
{
    private readonly Dictionary<(string Run, string Task), DateTimeOffset> _ends = [];
    private readonly Dictionary<string, (string Run, string Task)> _tasks = [];

    public TaskEnds(IEnumerable<RecordedCall> calls, IEnumerable<JsonObject> histories)
    {
        foreach (var history in histories)
        {
            Read(history["events"]!.AsArray());
        }

        foreach (var task in calls.SelectMany(c => (JsonNode?[])[c.Response, c.Response?["workflowTask"]]))
        {
            if ((string?)task?["taskToken"] is { } token && (string?)task["workflowExecution"]?["runId"] is { } run)
            {
                _tasks[token] = (run, task["activityId"] is { } activity ? Activity(activity, task["attempt"]) : WorkflowTask(task["startedEventId"]));
            }
        }
    }

    /// <summary>Null where it left no event: a failed attempt that is tried again, a query.</summary>
    public DateTimeOffset? Of(string? token) => token is not null && _tasks.TryGetValue(token, out var task) && _ends.TryGetValue(task, out var end) ? end : null;

    private void Read(JsonArray events)
    {
        var run = (string)events[0]!["workflowExecutionStartedEventAttributes"]!["originalExecutionRunId"]!;
        var activities = new Dictionary<string, (JsonNode Id, JsonNode? Attempt)>();
        foreach (var recorded in events.OfType<JsonObject>())
        {
            var time = DateTimeOffset.Parse((string)recorded["eventTime"]!, CultureInfo.InvariantCulture);
            if ((recorded["workflowTaskCompletedEventAttributes"] ?? recorded["workflowTaskFailedEventAttributes"]) is { } task)
            {
                _ends[(run, WorkflowTask(task["startedEventId"]))] = time;
            }
            else if (recorded["activityTaskScheduledEventAttributes"] is { } scheduled)
            {
                activities[(string)recorded["eventId"]!] = (scheduled["activityId"]!, null);
            }
            else if (recorded["activityTaskStartedEventAttributes"] is { } started)
            {
                activities[(string)started["scheduledEventId"]!] = (activities[(string)started["scheduledEventId"]!].Id, started["attempt"]);
            }
            else if ((recorded["activityTaskCompletedEventAttributes"] ?? recorded["activityTaskFailedEventAttributes"] ?? recorded["activityTaskCanceledEventAttributes"]) is { } ended)
            {
                var (id, attempt) = activities[(string)ended["scheduledEventId"]!];
                _ends[(run, Activity(id, attempt))] = time;
            }
        }
    }

    private static string WorkflowTask(JsonNode? startedEventId) => $"workflow task {startedEventId}";

    private static string Activity(JsonNode id, JsonNode? attempt) => $"activity {id} {attempt}";
}
