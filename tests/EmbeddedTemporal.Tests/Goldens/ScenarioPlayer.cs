using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// Plays a recording against a service on the virtual clock, each call at its time, and collects what differs. A poll is
/// sent when the recording shows its task to be taken: so signals and tasks meet in the recorded order.
/// </summary>
internal sealed class ScenarioPlayer(TestService service, TimeSkippingClock clock, string folder, string scenario, TimeSpan patience)
{
    private const string Unanswered = ": no answer";

    /// <summary>Tokens are base64: a plus must stay one.</summary>
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Comparison _comparison = new();
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly Dictionary<int, (RecordedCall Call, Task<JsonObject> Answer)> _unanswered = [];
    private readonly List<(string Label, JsonObject History)> _histories = [.. Recordings.Histories(folder, scenario)];

    public async Task<List<string>> PlayAsync()
    {
        var calls = Recordings.Calls(folder, scenario);
        foreach (var step in Timeline.Of(calls, [.. _histories.Select(h => h.History)]))
        {
            if (_comparison.Differences.Exists(d => d.EndsWith(Unanswered, StringComparison.Ordinal)))
            {
                // What follows depends on the answer.
                return _comparison.Differences;
            }

            await AdvanceAsync(step.At);
            KeepServed(calls, step.At);
            if (step.Kind == StepKind.Send)
            {
                await SendInTurnAsync(step.Call);
            }
            else
            {
                await CompareAnswerAsync(step.Call.Index);
            }
        }

        await TakeUnrecordedTasksAsync();
        await CompareHistoriesAsync();
        _comparison.Complete();
        return _comparison.Differences;
    }

    /// <summary>Sends a call, and goes on once it is answered, or waits inside the service.</summary>
    private async Task SendInTurnAsync(RecordedCall call)
    {
        await CompareWhatItRestsOnAsync(call);
        var answer = SendAsync(call);
        _unanswered[call.Index] = (call, answer);
        if (call.IsPoll || call.Waits)
        {
            while (!answer.IsCompleted && service.Server.CallsThatWait < _unanswered.Values.Count(u => !u.Answer.IsCompleted))
            {
                await Task.Yield();
            }

            await service.Server.Service.SettleAsync();
        }
        else
        {
            await CompareAnswerAsync(call.Index);
        }
    }

    /// <summary>A call with a token needs the answer that contained the token.</summary>
    private async Task CompareWhatItRestsOnAsync(RecordedCall call)
    {
        foreach (var name in (string[])["taskToken", "nextPageToken"])
        {
            if ((string?)call.Request[name] is { } token && _comparison.Learnt(token) is null)
            {
                foreach (var (index, _) in _unanswered.Where(u => u.Value.Call.Response?.ToJsonString().Contains(JsonValue.Create(token)!.ToJsonString(), StringComparison.Ordinal) == true).ToList())
                {
                    await CompareAnswerAsync(index);
                }
            }
        }

        if ((string?)call.Request["execution"]?["runId"] is { } run && _comparison.Learnt(run) is null)
        {
            foreach (var (index, _) in _unanswered.Where(u => u.Value.Call.Response?.ToJsonString().Contains(run, StringComparison.Ordinal) == true).ToList())
            {
                await CompareAnswerAsync(index);
            }
        }
    }

    private async Task AdvanceAsync(double milliseconds)
    {
        var target = _start + TimeSpan.FromMilliseconds(milliseconds);
        if (target > clock.GetUtcNow())
        {
            clock.AdvanceTo(target);
            await service.Server.Service.SettleAsync();
        }
    }

    /// <summary>A worker polls its sticky queue without a break; the service goes by its last poll.</summary>
    private void KeepServed(List<RecordedCall> calls, double now)
    {
        foreach (var poll in calls.Where(c => c.IsPoll && c.IsSticky && c.SentAt <= now && now < c.AnsweredAt))
        {
            var queue = (string)poll.Request["taskQueue"]!["name"]!;
            service.Server.Service.Queues.Get(TestService.Namespace, queue, TaskQueueType.Workflow).Touch();
        }
    }

    private async Task<JsonObject> SendAsync(RecordedCall call)
    {
        try
        {
            var request = ProtobufJson.Request(call.Method, _comparison.Translate(call.Request.ToJsonString(_plain)));
            return new JsonObject { ["response"] = ProtobufJson.Format(await service.Client.CallAsync(request)) };
        }
        catch (RpcException e)
        {
            return new JsonObject { ["error"] = Error(e) };
        }
    }

    private static JsonObject Error(RpcException e)
    {
        var error = new JsonObject { ["code"] = Name(e.StatusCode), ["message"] = e.Status.Detail };
        if (e.GetRpcStatus() is { Details.Count: > 0 } status)
        {
            error["details"] = new JsonArray([.. status.Details.Select(d => ProtobufJson.Format(d))]);
        }

        return error;
    }

    /// <summary>gRPC's own spelling of a status.</summary>
    internal static string Name(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) && code != StatusCode.OK ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    private async Task CompareAnswerAsync(int index)
    {
        if (!_unanswered.Remove(index, out var sent))
        {
            return;
        }

        var (call, answer) = sent;
        var path = $"{call.Index + 1}:{call.Method}";
        if (await Task.WhenAny(answer, Task.Delay(patience)) != answer)
        {
            _comparison.Differences.Add($"{path}{Unanswered}");
            return;
        }

        var recorded = call.Error is null
            ? new JsonObject { ["response"] = ProtobufJson.Response(call.Method, call.Response!) }
            : new JsonObject { ["error"] = call.Error.DeepClone() };
        var here = await answer;
        DropRunsOfOtherRecordings(recorded["response"]);
        DropCountsOfOtherRecordings(call, recorded["response"], here["response"]);
        _comparison.Compare(path, recorded, here);
    }

    /// <summary>A count that does not name this recording's workflows counts all of them too.</summary>
    private void DropCountsOfOtherRecordings(RecordedCall call, JsonNode? recorded, JsonNode? here)
    {
        if (call.Method == "CountWorkflowExecutions" && (string?)call.Request["query"] is { } query && !query.Contains(scenario, StringComparison.Ordinal))
        {
            _ = recorded?.AsObject().Remove("count");
            _ = here?.AsObject().Remove("count");
        }
    }

    /// <summary>The recordings were made one after the other on one service: its lists hold the workflows of all of them.</summary>
    private void DropRunsOfOtherRecordings(JsonNode? response)
    {
        if (response?["executions"] is JsonArray executions && executions.RemoveAll(e => _comparison.Learnt((string)e!["execution"]!["runId"]!) is null) > 0)
        {
            _ = response.AsObject().Remove("nextPageToken");
        }
    }

    /// <summary>A task that was polled just before the recording ended is only in the history.</summary>
    private async Task TakeUnrecordedTasksAsync()
    {
        foreach (var (_, recorded) in _histories)
        {
            var events = recorded["events"]!.AsArray();
            if (events[^1]!["workflowTaskStartedEventAttributes"] is { } taken && Run(recorded) is { } run && (await HistoryAsync(recorded, run)).Events.Count == events.Count - 1)
            {
                var queue = events[^2]!["workflowTaskScheduledEventAttributes"]!["taskQueue"]!;
                var request = new JsonObject { ["namespace"] = TestService.Namespace, ["taskQueue"] = queue.DeepClone(), ["identity"] = taken["identity"]?.DeepClone() };
                _ = await service.Client.CallAsync(ProtobufJson.Request("PollWorkflowTaskQueue", request.ToJsonString()));
                await service.Server.Service.SettleAsync();
            }
        }
    }

    private async Task CompareHistoriesAsync()
    {
        foreach (var (label, recorded) in _histories)
        {
            if (Run(recorded) is { } run)
            {
                _comparison.Compare(label, ProtobufJson.Parse(recorded, History.Descriptor), ProtobufJson.Format(await HistoryAsync(recorded, run)));
            }
            else
            {
                _comparison.Differences.Add($"{label}: its run was never started");
            }
        }
    }

    /// <summary>A run that was reset from another begins with that one's events: a later one names it.</summary>
    private string? Run(JsonObject recorded) => _comparison.Learnt(
        recorded["events"]!.AsArray().Select(e => (string?)e!["workflowTaskFailedEventAttributes"]?["newRunId"]).FirstOrDefault(id => id is not null) ?? (string)Started(recorded)["originalExecutionRunId"]!);

    private static JsonNode Started(JsonObject recorded) => recorded["events"]![0]!["workflowExecutionStartedEventAttributes"]!;

    private async Task<History> HistoryAsync(JsonObject recorded, string run)
    {
        var response = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
        {
            Namespace = TestService.Namespace,
            Execution = new() { WorkflowId = (string)Started(recorded)["workflowId"]!, RunId = run },
        });
        return response.History;
    }
}
