using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Client.Rpc;

namespace Temporalio.Tests.Goldens;

/// <summary>A service that hands out the recorded workflow tasks of one worker, one after the other, and keeps what it is answered.</summary>
internal sealed class RecordedService : WorkflowService, ITemporalConnection
{
    private static readonly JsonParser _json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)
        .WithTypeRegistry(Google.Protobuf.Reflection.TypeRegistry.FromFiles(Api.Update.V1.MessageReflection.Descriptor)));

    private readonly Queue<PollWorkflowTaskQueueResponse> _tasks;
    private readonly Dictionary<ByteString, JsonElement> _recorded;
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _polls = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _answerPending;
    private bool _stopped;

    public RecordedService(IReadOnlyList<JsonElement> calls, string workerKey)
    {
        _tasks = new(calls
            .Where(c => Is(c, "PollWorkflowTaskQueue") && c.GetProperty("request").GetProperty("workerInstanceKey").GetString() == workerKey
                && c.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object && response.TryGetProperty("taskToken", out _))
            .Select(c => _json.Parse<PollWorkflowTaskQueueResponse>(c.GetProperty("response").GetRawText())));
        _recorded = calls
            .Where(c => Is(c, "RespondWorkflowTaskCompleted") || Is(c, "RespondWorkflowTaskFailed") || Is(c, "RespondQueryTaskCompleted"))
            .GroupBy(c => ByteString.FromBase64(c.GetProperty("request").GetProperty("taskToken").GetString()!))
            .ToDictionary(g => g.Key, g => g.First());
        if (_tasks.Count == 0)
        {
            _done.SetResult();
        }
    }

    /// <summary>Completed when the last task has been handed out, and answered where the recorded one was.</summary>
    public Task Done => _done.Task;

    /// <summary>What the worker answered, beside what was recorded for the same task; null where nothing was.</summary>
    public ConcurrentQueue<(IMessage Actual, IMessage? Recorded)> Answers { get; } = new();

    IReadOnlyCollection<KeyValuePair<string, string>> ITemporalConnection.RpcMetadata { get; set; } = [];

    string? ITemporalConnection.ApiKey { get; set; }

    WorkflowService ITemporalConnection.WorkflowService => this;

    TemporalConnectionOptions ITemporalConnection.Options { get; } = new("recorded:0");

    bool ITemporalConnection.IsConnected => true;

    /// <summary>The workers of a recording, in the order they came.</summary>
    public static IReadOnlyList<string> WorkersOf(IReadOnlyList<JsonElement> calls) =>
        [.. calls.Where(c => Is(c, "PollWorkflowTaskQueue") && c.GetProperty("request").TryGetProperty("workerInstanceKey", out _))
            .Select(c => c.GetProperty("request").GetProperty("workerInstanceKey").GetString()!).Distinct()];

    /// <summary>The task queue that a worker polled.</summary>
    public static string QueueOf(IReadOnlyList<JsonElement> calls, string workerKey) => calls
        .Where(c => Is(c, "PollWorkflowTaskQueue") && c.GetProperty("request").TryGetProperty("workerInstanceKey", out var key) && key.GetString() == workerKey)
        .Select(c => c.GetProperty("request").GetProperty("taskQueue"))
        .Select(q => q.TryGetProperty("normalName", out var normal) ? normal.GetString()! : q.GetProperty("name").GetString()!)
        .First();

    Task ITemporalConnection.ConnectAsync() => Task.CompletedTask;

    internal override async Task<T> InvokeRpcAsync<T>(string method, IMessage request, MessageParser<T> parser, RpcOptions? options, RpcPolicy policy)
    {
        switch (request)
        {
            case PollWorkflowTaskQueueRequest:
                return (T)(IMessage)await PollAsync(options!.CancellationToken!.Value);
            case PollActivityTaskQueueRequest:
                await WaitAsync(options!.CancellationToken!.Value);
                return parser.ParseFrom(ByteString.Empty);
            case RespondWorkflowTaskCompletedRequest completed:
                return (T)(IMessage)Answer(completed.TaskToken, completed, RespondWorkflowTaskCompletedResponse.Parser);
            case RespondWorkflowTaskFailedRequest failed:
                return (T)(IMessage)Answer(failed.TaskToken, failed, RespondWorkflowTaskFailedResponse.Parser);
            case RespondQueryTaskCompletedRequest query:
                return (T)(IMessage)Answer(query.TaskToken, query, RespondQueryTaskCompletedResponse.Parser);
            case DescribeNamespaceRequest:
                return parser.ParseFrom(ByteString.Empty);
            case ShutdownWorkerRequest:
                Stop();
                return parser.ParseFrom(ByteString.Empty);
            default:
                throw new InvalidOperationException($"{method} was not recorded.");
        }
    }

    private static bool Is(JsonElement call, string method) => call.GetProperty("method").GetString() == method;

    private async Task<PollWorkflowTaskQueueResponse> PollAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_stopped)
                {
                    return new();
                }

                if (!_answerPending && _tasks.TryDequeue(out var task))
                {
                    // A task that nobody answered in the recording is not waited for.
                    _answerPending = _recorded.ContainsKey(task.TaskToken);
                    CheckDone();
                    return task;
                }
            }

            await WaitAsync(cancellationToken);
        }
    }

    private T Answer<T>(ByteString token, IMessage actual, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var response = parser.ParseFrom(ByteString.Empty);
        if (_recorded.TryGetValue(token, out var call))
        {
            Answers.Enqueue((actual, _json.Parse(call.GetProperty("request").GetRawText(), RequestOf(call))));
            if (call.TryGetProperty("response", out var recorded) && recorded.ValueKind == JsonValueKind.Object)
            {
                response = (T)_json.Parse(recorded.GetRawText(), response.Descriptor);
            }
        }
        else
        {
            Answers.Enqueue((actual, null));
        }

        lock (_gate)
        {
            // The answer may carry the next task.
            _answerPending = response is RespondWorkflowTaskCompletedResponse { WorkflowTask.TaskToken: { IsEmpty: false } next } && _recorded.ContainsKey(next);
            CheckDone();
        }

        Wake();
        return response;
    }

    private static Google.Protobuf.Reflection.MessageDescriptor RequestOf(JsonElement call) => call.GetProperty("method").GetString() switch
    {
        "RespondWorkflowTaskCompleted" => RespondWorkflowTaskCompletedRequest.Descriptor,
        "RespondWorkflowTaskFailed" => RespondWorkflowTaskFailedRequest.Descriptor,
        _ => RespondQueryTaskCompletedRequest.Descriptor,
    };

    private void CheckDone()
    {
        if (!_answerPending && _tasks.Count == 0)
        {
            _done.TrySetResult();
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _polls.Add(waiting);
        }

        await waiting.Task.WaitAsync(cancellationToken);
    }

    private void Wake()
    {
        TaskCompletionSource[] polls;
        lock (_gate)
        {
            polls = [.. _polls];
            _polls.Clear();
        }

        foreach (var poll in polls)
        {
            poll.TrySetResult();
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        Wake();
    }
}
