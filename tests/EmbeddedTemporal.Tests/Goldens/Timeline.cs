using System.Globalization;
using System.Text.Json.Nodes;

namespace EmbeddedTemporal.Tests.Goldens;

internal enum StepKind
{
    Send,
    Answer,
}

internal sealed record Step(double At, StepKind Kind, RecordedCall Call);

/// <summary>
/// The order in which a recording's calls took effect. When a call was sent and answered bounds its moment; the events it
/// left in a history, or the start of the task it was given, tell it exactly.
/// </summary>
internal static class Timeline
{
    /// <summary>
    /// In milliseconds: an answer that waits for another call, whose moment is known less exactly, may come a little later here.
    /// </summary>
    private const double Lag = 20;

    public static List<Step> Of(List<RecordedCall> calls, IReadOnlyList<JsonObject> histories)
    {
        var moments = new EffectTimes(calls, histories);
        var epoch = Epoch(calls, moments);
        var effects = new ExternalEffects(histories);
        var steps = new List<Step>();
        var begun = new Dictionary<string, double>();
        foreach (var call in calls)
        {
            var middle = call.Waits ? AskedAt(call, calls) : call.IsPoll ? call.AnsweredAt - 0.5 : (call.SentAt + call.AnsweredAt) / 2;
            var sent = moments.Of(call) is { } moment ? Math.Clamp((moment - epoch).TotalMilliseconds, call.SentAt, call.AnsweredAt + 1) : middle;
            // A run that has not started has no id.
            var named = call.Request.ToJsonString();
            sent = begun.Where(b => named.Contains(b.Key, StringComparison.Ordinal)).Select(b => b.Value).Append(sent).Max();
            if (call.Method == "TerminateWorkflowExecution")
            {
                // Nobody is given a task of a run that has ended.
                sent = calls.Where(c => c.IsPoll && IsOfSame(c, call) && c.AnsweredAt <= call.AnsweredAt + Lag && moments.Of(c) is not null)
                    .Select(c => (moments.Of(c)!.Value - epoch).TotalMilliseconds + 0.01).Where(t => t <= call.AnsweredAt).Append(sent).Max();
            }

            if (call.Method == "RespondWorkflowTaskCompleted" && effects.Of(TaskOf(call, calls)) is { } arrival)
            {
                sent = Math.Max(sent, (arrival - epoch).TotalMilliseconds);
            }

            if (call.Method == "StartWorkflowExecution" && (string?)call.Response?["runId"] is { } run)
            {
                _ = begun.TryAdd(run, sent);
            }

            steps.Add(new Step(sent, StepKind.Send, call));
            steps.Add(new Step(Math.Max(sent, call.AnsweredAt) + (call.Waits || call.IsPoll ? Lag : 0), StepKind.Answer, call));
        }

        // The file is in the order of the answers, which decides between equals.
        return [.. steps.OrderBy(s => s.At).ThenBy(s => s.Call.Index).ThenBy(s => s.Kind)];
    }

    /// <summary>The task that a worker answers.</summary>
    private static JsonNode? TaskOf(RecordedCall call, List<RecordedCall> calls) =>
        calls.SelectMany(c => (JsonNode?[])[c.Response, c.Response?["workflowTask"]]).FirstOrDefault(t => t?["taskToken"] is { } token && (string?)token == (string?)call.Request["taskToken"]);

    private static bool IsOfSame(RecordedCall poll, RecordedCall call) =>
        (string?)poll.Response?["workflowExecution"]?["workflowId"] == (string?)call.Request["workflowExecution"]?["workflowId"];

    /// <summary>A query is sent on its own if there is no workflow task for it: just before a poll received it.</summary>
    private static double AskedAt(RecordedCall call, List<RecordedCall> calls)
    {
        var type = (string?)call.Request["query"]?["queryType"];
        var poll = type is null ? null : calls.Find(c => c.IsPoll && (string?)c.Response?["query"]?["queryType"] == type && c.AnsweredAt >= call.SentAt && c.AnsweredAt <= call.AnsweredAt);
        return poll is null ? call.SentAt : Math.Max(call.SentAt, poll.AnsweredAt - 1);
    }

    /// <summary>The wall clock at the recording's start: what a call did, it did between its sending and its answer.</summary>
    private static DateTimeOffset Epoch(List<RecordedCall> calls, EffectTimes moments)
    {
        var (low, high) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var call in calls)
        {
            if (moments.Of(call) is { } moment)
            {
                // Milliseconds are whole in the recording.
                var (earliest, latest) = (moment - TimeSpan.FromMilliseconds(call.AnsweredAt + 1), moment - TimeSpan.FromMilliseconds(call.SentAt));
                low = earliest > low ? earliest : low;
                high = latest < high ? latest : high;
            }
        }

        return low == DateTimeOffset.MinValue ? DateTimeOffset.UnixEpoch : low < high ? low + ((high - low) / 2) : low;
    }
}

/// <summary>When calls took effect, by the recorded service's own clock.</summary>
internal sealed class EffectTimes
{
    private readonly Dictionary<int, DateTimeOffset> _times = [];

    public EffectTimes(List<RecordedCall> calls, IReadOnlyList<JsonObject> histories)
    {
        var signals = new Dictionary<string, Queue<DateTimeOffset>>();
        var starts = new Dictionary<string, DateTimeOffset>();
        var ends = new TaskEnds(calls, histories);
        var seen = new HashSet<string>();
        foreach (var events in Events(calls, histories))
        {
            Read(events, seen, signals, starts);
        }

        foreach (var call in calls.Where(c => c.Error is null))
        {
            var time = call.Method switch
            {
                "PollWorkflowTaskQueue" or "PollActivityTaskQueue" => Time(call.Response?["startedTime"]),
                "StartWorkflowExecution" => starts.TryGetValue((string?)call.Response?["runId"] ?? "", out var start) ? start : null,
                "SignalWorkflowExecution" => signals.TryGetValue(SignalKey(call.Request), out var times) && times.TryDequeue(out var signalled) ? signalled : null,
                _ when call.Method.StartsWith("Respond", StringComparison.Ordinal) => ends.Of((string?)call.Request["taskToken"]),
                _ => null,
            };
            if (time is { } known)
            {
                _times[call.Index] = known;
            }
        }
    }

    public DateTimeOffset? Of(RecordedCall call) => _times.TryGetValue(call.Index, out var time) ? time : null;

    private static IEnumerable<JsonArray> Events(List<RecordedCall> calls, IReadOnlyList<JsonObject> histories) =>
        histories.Select(h => h["events"] as JsonArray)
            .Concat(calls.Select(c => (c.Response?["history"] ?? c.Response?["workflowTask"]?["history"])?["events"] as JsonArray))
            .OfType<JsonArray>();

    private static void Read(JsonArray events, HashSet<string> seen, Dictionary<string, Queue<DateTimeOffset>> signals, Dictionary<string, DateTimeOffset> starts)
    {
        foreach (var historyEvent in events.OfType<JsonObject>())
        {
            if (Time(historyEvent["eventTime"]) is not { } time || !seen.Add($"{historyEvent["taskId"]}"))
            {
                continue;
            }

            if (historyEvent["workflowExecutionStartedEventAttributes"] is { } started)
            {
                starts[(string)started["originalExecutionRunId"]!] = time;
            }
            else if (historyEvent["workflowExecutionSignaledEventAttributes"] is { } signal)
            {
                var key = SignalKey(signal.AsObject());
                _ = signals.TryAdd(key, new Queue<DateTimeOffset>());
                signals[key] = new Queue<DateTimeOffset>(signals[key].Append(time).Order());
            }
        }
    }

    private static string SignalKey(JsonObject signal) => $"{signal["signalName"]} {signal["input"]?.ToJsonString()}";

    private static DateTimeOffset? Time(JsonNode? node) =>
        node is null ? null : DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
