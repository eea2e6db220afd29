using Benchmarks.Measuring;
using Google.Protobuf;
using SlackClaudeBot.Testing.Temporal;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Benchmarks.Temporal;

/// <summary>
/// Bare gRPC calls with prepared messages, no SDK: what it measures is the service. Its worker answers the tasks of a few
/// workflows without running any code.
/// </summary>
internal sealed class RawDriver : Sdk
{
    private const string Namespace = "default";
    private const int Pollers = 10;

    private static readonly Payloads _payloads = RawAnswers.ToPayloads("world");

    private readonly CancellationTokenSource _end = new();
    private readonly GrpcClient _client;
    private readonly RawAnswers _answers;
    private readonly Task _running;

    public RawDriver(string address, string name = "none (raw gRPC)")
        : base(name)
    {
        _client = new GrpcClient(address);
        _answers = new RawAnswers(Queue);
        _running = Task.WhenAll([.. Enumerable.Range(0, Pollers).SelectMany(_ => (Task[])[WorkAsync(Queue), WorkAsync(_answers.StickyQueue), ActAsync()])]);
    }

    private TaskQueue Queue => new() { Name = TaskQueue, Kind = TaskQueueKind.Normal };

    public override Task<Load> ExecuteAsync(string workflow, object argument, int atATime, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (prefix, input) = (NewPrefix(), RawAnswers.ToPayloads(argument));
        return Load.ClosedLoopAsync(atATime, duration, ExecuteAsync, cancellationToken);

        async Task ExecuteAsync(int number)
        {
            await StartAsync($"{prefix}-{number}", workflow, input);
            var history = new GetWorkflowExecutionHistoryRequest
            {
                Namespace = Namespace,
                Execution = new() { WorkflowId = $"{prefix}-{number}" },
                WaitNewEvent = true,
                HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                SkipArchival = true,
            };
            for (var hasEnded = false; !hasEnded;)
            {
                var page = await _client.CallAsync<GetWorkflowExecutionHistoryResponse>(history, cancellationToken);
                history.NextPageToken = page.NextPageToken;
                if (page.History.Events is [.., var close])
                {
                    history.Execution.RunId = close.WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId ?? "";
                    history.NextPageToken = ByteString.Empty;
                    hasEnded = history.Execution.RunId.Length == 0;
                }
            }
        }
    }

    public override Task<Load> StartAsync(string prefix, string workflow, object argument, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => StartAsync($"{prefix}-{n}", workflow, RawAnswers.ToPayloads(argument)), cancellationToken);

    public override Task<Load> SignalAsync(string prefix, string signal, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.CallAsync(new SignalWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = $"{prefix}-{n}" },
            SignalName = signal,
            Input = _payloads,
            RequestId = Guid.NewGuid().ToString(),
        }), cancellationToken);

    public override Task<Load> UpdateAsync(string prefix, string update, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.CallAsync(new UpdateWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = $"{prefix}-{n}" },
            WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            Request = new() { Meta = new() { UpdateId = Guid.NewGuid().ToString() }, Input = new() { Name = update, Args = _payloads } },
        }), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _end.Dispose();
    }

    private Task<IMessage> StartAsync(string id, string workflow, Payloads input) => _client.CallAsync(new StartWorkflowExecutionRequest
    {
        Namespace = Namespace,
        WorkflowId = id,
        WorkflowType = new() { Name = workflow },
        TaskQueue = Queue,
        Input = input,
        RequestId = Guid.NewGuid().ToString(),
    });

    private async Task WorkAsync(TaskQueue queue)
    {
        var poll = new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = queue };
        while (true)
        {
            var task = await _client.CallAsync<PollWorkflowTaskQueueResponse>(poll, _end.Token);
            if (!task.TaskToken.IsEmpty)
            {
                var answer = _answers.To(task);
                answer.Namespace = Namespace;
                await _client.CallAsync(answer, _end.Token);
            }
        }
    }

    private async Task ActAsync()
    {
        var poll = new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = Queue };
        while (true)
        {
            var task = await _client.CallAsync<PollActivityTaskQueueResponse>(poll, _end.Token);
            if (!task.TaskToken.IsEmpty)
            {
                await _client.CallAsync(new RespondActivityTaskCompletedRequest { Namespace = Namespace, TaskToken = task.TaskToken, Result = _payloads }, _end.Token);
            }
        }
    }
}
