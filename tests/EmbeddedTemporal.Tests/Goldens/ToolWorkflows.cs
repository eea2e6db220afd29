using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>The workflows that ran while the tools were recorded, and their worker, made of bare calls.</summary>
internal sealed class ToolWorkflows : IAsyncDisposable
{
    private const string Queue = "golden-tools";
    private const string Identity = "golden-client";
    private const string OpenChild = "tools-parent-child";

    private readonly TestService _service;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _work;

    private ToolWorkflows(TestService service)
    {
        _service = service;
        _work = [Serve(WorkAsync), Serve(ActAsync)];
    }

    /// <summary>Starts what ran while a tool was recorded.</summary>
    public static async Task<ToolWorkflows> StartAsync(TestService service, string tool)
    {
        await RecordedAttributes.AddAsync(service);
        var workflows = new ToolWorkflows(service);
        foreach (var id in (string[])["tools-review-0", "tools-review-1", "tools-review-2"])
        {
            await workflows.StartReviewAsync(id);
        }

        // Its child goes on.
        await workflows.StartAsync("tools-parent", "Parent");
        await workflows.ReachAsync("tools-parent", EventType.WorkflowExecutionCompleted);
        switch (tool)
        {
            case "cli_workflow_reset":
                await workflows.StartAsync("tools-executed", "Child");
                await workflows.ReachAsync("tools-executed", EventType.WorkflowExecutionCompleted);
                break;
            case "cli_workflow_trace":
                await workflows.StartAsync("tools-parent-done", "Parent");
                await workflows.ReachAsync("tools-parent-done", EventType.WorkflowExecutionCompleted);
                break;
            case var _ when tool.StartsWith("ui", StringComparison.Ordinal):
                await workflows.StartReviewAsync("tools-ui-0");
                break;
        }

        await workflows.StartAsync("tools-failed", "Fails");
        await workflows.ReachAsync("tools-failed", EventType.WorkflowExecutionFailed);
        await service.Client.CallAsync(new RecordWorkerHeartbeatRequest
        {
            Namespace = TestService.Namespace,
            Identity = Identity,
            WorkerHeartbeat =
            {
                new WorkerHeartbeat
                {
                    WorkerInstanceKey = Guid.NewGuid().ToString(), WorkerIdentity = Identity, TaskQueue = Queue, SdkName = "bare", SdkVersion = "1", Status = WorkerStatus.Running,
                    StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), HostInfo = new WorkerHostInfo { HostName = "host", WorkerGroupingKey = "group", ProcessId = "1" },
                },
            },
        });
        return workflows;
    }

    public async Task ApproveAsync(string workflowId)
    {
        await _service.SignalAsync(workflowId, "approve");
        await ReachAsync(workflowId, EventType.WorkflowExecutionCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_work);
        _stopping.Dispose();
    }

    private async Task StartReviewAsync(string id)
    {
        await StartAsync(id, "Review");
        await ReachAsync(id, EventType.TimerStarted);
    }

    private Task<StartWorkflowExecutionResponse> StartAsync(string id, string type) => _service.StartWorkflowAsync(id, r =>
    {
        r.WorkflowType.Name = type;
        r.TaskQueue.Name = Queue;
        r.Input = Json("3");
        if (type == "Child")
        {
            // As the command line starts it.
            (r.WorkflowExecutionTimeout, r.WorkflowRunTimeout, r.WorkflowTaskTimeout, r.Header) = (new Duration(), new Duration(), Duration.FromTimeSpan(TimeSpan.FromSeconds(10)), new Header());
        }

        r.Memo = type != "Review" ? null : new Memo { Fields = { ["who"] = Json("\"x\"").Payloads_[0] } };
    });

    private async Task ReachAsync(string workflowId, EventType type)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId }, WaitNewEvent = true };
        while (true)
        {
            var page = await _service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(request);
            if (page.History.Events.Any(e => e.EventType == type))
            {
                return;
            }

            request.NextPageToken = page.NextPageToken;
        }
    }

    private static async Task Serve(Func<Task> once)
    {
        try
        {
            while (true)
            {
                await once();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task WorkAsync()
    {
        var poll = new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = Queue, Kind = TaskQueueKind.Normal }, Identity = Identity };
        var task = await _service.Client.CallAsync<PollWorkflowTaskQueueResponse>(poll, _stopping.Token);
        if (task.TaskToken.IsEmpty)
        {
            return;
        }

        if (task.Query is not null)
        {
            var answer = new RespondQueryTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, CompletedType = QueryResultType.Answered, QueryResult = Json("\"awaiting_approval\"") };
            _ = await _service.Client.CallAsync(answer, _stopping.Token);
            return;
        }

        var response = new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = Identity, MeteringMetadata = new MeteringMetadata() };
        response.Commands.AddRange(Decide(task));
        foreach (var id in task.Queries.Keys)
        {
            response.QueryResults[id] = new WorkflowQueryResult { ResultType = QueryResultType.Answered, Answer = Json("1") };
        }

        _ = await _service.Client.CallAsync(response, _stopping.Token);
    }

    private static IEnumerable<Command> Decide(PollWorkflowTaskQueueResponse task)
    {
        bool Has(EventType type) => task.History.Events.Any(e => e.EventType == type);
        if (task.WorkflowType.Name == "Child")
        {
            return task.WorkflowExecution.WorkflowId == OpenChild ? [] : [Complete()];
        }

        if (task.WorkflowType.Name == "Parent")
        {
            var child = $"{task.WorkflowExecution.WorkflowId}-child";
            var waitsFor = child == OpenChild ? EventType.ChildWorkflowExecutionStarted : EventType.ChildWorkflowExecutionCompleted;
            return Has(waitsFor) ? [Complete()] : Has(EventType.StartChildWorkflowExecutionInitiated) ? [] : [Commands.StartChild(child, Queue, c =>
            {
                c.Input = Json("\"ok\"");
                (c.Header, c.InheritBuildId) = (new Header(), true);
                c.ParentClosePolicy = child == OpenChild ? ParentClosePolicy.Abandon : ParentClosePolicy.Terminate;
            })];
        }

        if (!Has(EventType.ActivityTaskScheduled))
        {
            return [Commands.Activity("1", a =>
            {
                a.ActivityType.Name = task.WorkflowType.Name == "Fails" ? "fail_fatally" : "greet";
                a.TaskQueue.Name = Queue;
                a.Header = new Header();
                a.Input = Json("1");
                a.UseWorkflowBuildId = true;
            })];
        }

        if (Has(EventType.ActivityTaskFailed))
        {
            return [new Command { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() { Failure = Failed(task) } }];
        }

        if (Has(EventType.WorkflowExecutionCancelRequested))
        {
            return [new Command { CommandType = CommandType.CancelWorkflowExecution, CancelWorkflowExecutionCommandAttributes = new() }];
        }

        return Has(EventType.WorkflowExecutionSignaled) ? [Complete()]
            : Has(EventType.ActivityTaskCompleted) && !Has(EventType.TimerStarted) ? [Commands.Timer("1", TimeSpan.FromMinutes(10))] : [];
    }

    /// <summary>How SDKs fail a workflow whose activity has failed.</summary>
    private static Failure Failed(PollWorkflowTaskQueueResponse task)
    {
        var failed = task.History.Events.Last(e => e.EventType == EventType.ActivityTaskFailed).ActivityTaskFailedEventAttributes;
        return new Failure
        {
            Message = "Activity task failed",
            Cause = failed.Failure,
            ActivityFailureInfo = new ActivityFailureInfo
            {
                ScheduledEventId = failed.ScheduledEventId,
                StartedEventId = failed.StartedEventId,
                Identity = failed.Identity,
                ActivityType = new ActivityType { Name = "fail_fatally" },
                ActivityId = "1",
                RetryState = failed.RetryState,
            },
        };
    }

    private static Command Complete() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = Json("\"done\"") },
    };

    private async Task ActAsync()
    {
        var poll = new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = Queue, Kind = TaskQueueKind.Normal }, Identity = Identity };
        var task = await _service.Client.CallAsync<PollActivityTaskQueueResponse>(poll, _stopping.Token);
        if (task.TaskToken.IsEmpty)
        {
            return;
        }

        IMessage answer = task.ActivityType.Name == "fail_fatally"
            ? new RespondActivityTaskFailedRequest
            {
                Namespace = TestService.Namespace,
                TaskToken = task.TaskToken,
                Identity = Identity,
                Failure = new Failure { Message = "never again", StackTrace = "here", ApplicationFailureInfo = new ApplicationFailureInfo { Type = "Fatal", NonRetryable = true } },
            }
            : new RespondActivityTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = Identity, Result = Json("1") };
        _ = await _service.Client.CallAsync(answer, _stopping.Token);
    }

    private static Payloads Json(string json) => new() { Payloads_ = { new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8(json) } } };
}
