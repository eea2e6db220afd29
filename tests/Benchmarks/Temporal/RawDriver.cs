using Benchmarks.Measuring;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SlackClaudeBot.Testing.Temporal;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Benchmarks.Temporal;

/// <summary>
/// Bare gRPC calls with prepared messages, no SDK: what it measures is the service. Its worker knows two workflows, and
/// answers their tasks without running any code.
/// </summary>
internal sealed class RawDriver : Sdk
{
    private const string Namespace = "default";
    private const int Pollers = 10;

    private static readonly Payloads _payloads = new() { Payloads_ = { new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8("\"world\"") } } };

    private static readonly Command _complete = new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = _payloads },
    };

    private readonly CancellationTokenSource _end = new();
    private readonly GrpcClient _client;
    private readonly Command _activity;
    private readonly Task _running;

    public RawDriver(string address, string name = "none (raw gRPC)")
        : base(name)
    {
        _client = new GrpcClient(address);
        _activity = new Command
        {
            CommandType = CommandType.ScheduleActivityTask,
            ScheduleActivityTaskCommandAttributes = new()
            {
                ActivityId = "1",
                ActivityType = new() { Name = "Greet" },
                TaskQueue = Queue,
                Input = _payloads,
                StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)),
            },
        };
        _running = Task.WhenAll([.. Enumerable.Range(0, Pollers).SelectMany(_ => (Task[])[WorkAsync(), ActAsync()])]);
    }

    private TaskQueue Queue => new() { Name = TaskQueue, Kind = TaskQueueKind.Normal };

    public override Task<Load> ExecuteAsync(string workflow, object argument, int atATime, TimeSpan duration, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix();
        return Load.ClosedLoopAsync(atATime, duration, ExecuteAsync, cancellationToken);

        async Task ExecuteAsync(int number)
        {
            await StartAsync($"{prefix}-{number}", workflow);
            var history = new GetWorkflowExecutionHistoryRequest
            {
                Namespace = Namespace,
                Execution = new() { WorkflowId = $"{prefix}-{number}" },
                WaitNewEvent = true,
                HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                SkipArchival = true,
            };
            GetWorkflowExecutionHistoryResponse page;
            do
            {
                page = await _client.CallAsync<GetWorkflowExecutionHistoryResponse>(history, cancellationToken);
                history.NextPageToken = page.NextPageToken;
            }
            while (page.History.Events.Count == 0);
        }
    }

    public override Task<Load> StartAsync(string prefix, string workflow, object argument, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => StartAsync($"{prefix}-{n}", workflow), cancellationToken);

    public override Task<Load> SignalAsync(string prefix, string signal, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.CallAsync(new SignalWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = $"{prefix}-{n}" },
            SignalName = signal,
            Input = _payloads,
            RequestId = Guid.NewGuid().ToString(),
        }), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _end.Dispose();
    }

    private Task<IMessage> StartAsync(string id, string workflow) => _client.CallAsync(new StartWorkflowExecutionRequest
    {
        Namespace = Namespace,
        WorkflowId = id,
        WorkflowType = new() { Name = workflow },
        TaskQueue = Queue,
        Input = _payloads,
        RequestId = Guid.NewGuid().ToString(),
    });

    private async Task WorkAsync()
    {
        var poll = new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = Queue };
        while (true)
        {
            var task = await _client.CallAsync<PollWorkflowTaskQueueResponse>(poll, _end.Token);
            if (task.TaskToken.IsEmpty)
            {
                continue;
            }

            var answer = new RespondWorkflowTaskCompletedRequest { Namespace = Namespace, TaskToken = task.TaskToken };
            if (task.PreviousStartedEventId == 0)
            {
                answer.Commands.Add(_activity);
            }
            else if (task.WorkflowType.Name == nameof(Greeting))
            {
                answer.Commands.Add(_complete);
            }

            await _client.CallAsync(answer, _end.Token);
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
