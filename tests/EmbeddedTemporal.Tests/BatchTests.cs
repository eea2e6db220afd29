using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>One operation on many workflows, in the background.</summary>
public sealed class BatchTests
{
    private const string Everything = "WorkflowType = 'Test'";
    private const int Runs = 12;

    private static readonly string[] _workflows = ["w", .. Enumerable.Range(1, Runs - 1).Select(i => $"w{i}")];

    [Fact]
    public async Task A_batch_by_query_terminates_every_run_that_it_finds()
    {
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < 230; i++)
        {
            await service.StartWorkflowAsync($"w{i}");
        }

        await service.StartWorkflowAsync("other", r => r.WorkflowType.Name = "Other");
        await service.Client.CallAsync(Terminate("job", Everything));
        var done = await EndAsync(service.Client, "job");

        Assert.Equal((BatchOperationState.Completed, BatchOperationType.Terminate), (done.State, done.OperationType));
        Assert.Equal((230, 230, 0), (done.TotalOperationCount, done.CompleteOperationCount, done.FailureOperationCount));
        Assert.Equal(("operator", "enough", Everything), (done.Identity, done.Reason, done.Query));
        Assert.Equal(230, await CountAsync(service.Client, "ExecutionStatus = 'Terminated'"));
        Assert.Equal(1, await CountAsync(service.Client, "ExecutionStatus = 'Running'"));
        var closed = (await service.EventsAsync("w7"))[^1].WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal(("enough", "operator"), (closed.Reason, closed.Identity));
    }

    [Fact]
    public async Task A_batch_of_named_runs_leaves_the_others_and_counts_those_that_are_gone_as_done()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("first");
        await service.StartWorkflowAsync("second");
        var request = new StartBatchOperationRequest
        {
            Namespace = TestService.Namespace,
            JobId = "job",
            Reason = "enough",
            TargetExecutions = { new Execution { BusinessId = "first", RunId = first.RunId }, new Execution { BusinessId = "unknown" } },
            CancellationOperation = new BatchOperationCancellation { Identity = "operator" },
        };
        await service.Client.CallAsync(request);
        var done = await EndAsync(service.Client, "job");
        Assert.Equal((2, 2, 0), (done.TotalOperationCount, done.CompleteOperationCount, done.FailureOperationCount));
        Assert.Contains(EventType.WorkflowExecutionCancelRequested, await service.HistoryAsync("first"));
        Assert.DoesNotContain(EventType.WorkflowExecutionCancelRequested, await service.HistoryAsync("second"));
    }

    [Fact]
    public async Task A_batch_signals_deletes_and_resets()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        await RunAsync(service, "signal", r => r.SignalOperation = new BatchOperationSignal { Signal = "s", Identity = "operator" });
        Assert.Contains(EventType.WorkflowExecutionSignaled, await service.HistoryAsync("w"));

        var before = (await service.DescribeAsync("w")).WorkflowExecutionInfo.Execution.RunId;
        await RunAsync(service, "reset", r => r.ResetOperation = new BatchOperationReset { Options = new ResetOptions { FirstWorkflowTask = new Empty() } });
        var after = await service.DescribeAsync("w");
        Assert.NotEqual(before, after.WorkflowExecutionInfo.Execution.RunId);
        Assert.Contains(EventType.WorkflowTaskFailed, await service.HistoryAsync("w"));

        await RunAsync(service, "delete", r => r.DeletionOperation = new BatchOperationDeletion());
        Assert.Equal(0, await CountAsync(service.Client, "ExecutionStatus = 'Running'"));
    }

    [Fact]
    public async Task A_batch_resets_to_the_first_task_of_a_build_also_in_an_earlier_run()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w");
        await CompleteAsAsync(service, "good");
        await service.SignalAsync("w", "s");
        await CompleteAsAsync(service, "bad");
        await service.SignalAsync("w", "s");
        await CompleteAsAsync(service, "bad", Commands.ContinueAsNew());
        var second = (await service.DescribeAsync("w")).WorkflowExecutionInfo.Execution.RunId;

        await RunAsync(service, "here", r => r.ResetOperation = new BatchOperationReset { Options = new ResetOptions { BuildId = "bad", CurrentRunOnly = true } }, failures: 1);
        await RunAsync(service, "nowhere", r => r.ResetOperation = new BatchOperationReset { Options = new ResetOptions { BuildId = "unknown" } }, failures: 1);
        Assert.Equal(second, (await service.DescribeAsync("w")).WorkflowExecutionInfo.Execution.RunId);
        await RunAsync(service, "anywhere", r => r.ResetOperation = new BatchOperationReset { Options = new ResetOptions { BuildId = "bad" } });

        var events = await service.EventsAsync("w");
        var reset = Assert.Single(events, e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
        Assert.Equal((WorkflowTaskFailedCause.ResetWorkflow, first.RunId), (reset.Cause, reset.BaseRunId));
        Assert.Equal(["good"], events.Where(e => e.EventType == EventType.WorkflowTaskCompleted).Select(e => e.WorkflowTaskCompletedEventAttributes.WorkerVersion.BuildId));
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await DescribeRunAsync(service, second)).WorkflowExecutionInfo.Status);

        static async Task CompleteAsAsync(TestService service, string build, params Temporalio.Api.Command.V1.Command[] commands)
        {
            var task = await service.PollWorkflowTaskAsync();
            await service.Client.CallAsync(new RespondWorkflowTaskCompletedRequest
            {
                Namespace = TestService.Namespace,
                TaskToken = task.TaskToken,
                WorkerVersionStamp = new WorkerVersionStamp { BuildId = build },
                Commands = { commands },
            });
        }
    }

    [Fact]
    public async Task A_batch_unpauses_activities()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        await service.Client.CallAsync(new PauseActivityRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "w" }, Id = "a" });
        await RunAsync(service, "unpause", r => r.UnpauseActivitiesOperation = new BatchOperationUnpauseActivities { Type = "work" });
        Assert.Equal("a", (await service.PollActivityTaskAsync()).ActivityId);
    }

    [Fact]
    public async Task A_batch_changes_the_priority_of_runs()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await RunAsync(service, "options", r => r.UpdateWorkflowOptionsOperation = new BatchOperationUpdateWorkflowExecutionOptions
        {
            WorkflowExecutionOptions = new WorkflowExecutionOptions { Priority = new Priority { PriorityKey = 2 } },
            UpdateMask = new FieldMask { Paths = { "priority" } },
        });
        Assert.Equal(2, (await service.DescribeAsync("w")).WorkflowExecutionInfo.Priority.PriorityKey);
    }

    [Fact]
    public async Task No_more_operations_are_done_a_second_than_the_batch_may()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        for (var i = 0; i < 3; i++)
        {
            await service.StartWorkflowAsync($"w{i}");
        }

        var request = Terminate("job", Everything);
        request.MaxOperationsPerSecond = 1;
        await service.Client.CallAsync(request);
        for (var done = 1; done < 3; done++)
        {
            await UntilAsync(async () => await CountAsync(service.Client, "ExecutionStatus = 'Terminated'") == done);
            Assert.Equal(BatchOperationState.Running, (await DescribeAsync(service.Client, "job")).State);
            await UntilAsync(() => Task.FromResult(clock.TimersWithin(TimeSpan.FromSeconds(1)) > 0));
            clock.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, (await EndAsync(service.Client, "job")).CompleteOperationCount);
    }

    [Fact]
    public async Task The_same_request_starts_no_second_batch_and_another_one_of_that_id_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.Client.CallAsync(Terminate("job", Everything));
        await EndAsync(service.Client, "job");
        await service.StartWorkflowAsync("w");
        await service.Client.CallAsync(Terminate("job", Everything));
        Assert.Equal(1, await CountAsync(service.Client, "ExecutionStatus = 'Running'"));
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(Terminate("job", "WorkflowId = 'w'")));
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
    }

    [Fact]
    public async Task A_batch_that_is_stopped_does_no_more_and_stays_listed()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w1");
        await service.StartWorkflowAsync("w2");
        var request = Terminate("job", Everything);
        request.MaxOperationsPerSecond = 1;
        await service.Client.CallAsync(request);
        await UntilAsync(async () => await CountAsync(service.Client, "ExecutionStatus = 'Terminated'") == 1);
        await service.Client.CallAsync(new StopBatchOperationRequest { Namespace = TestService.Namespace, JobId = "job", Reason = "no more", Identity = "operator" });
        clock.Pass(TimeSpan.FromMinutes(1));
        await service.RestartAsync();
        Assert.Equal(BatchOperationState.Failed, (await DescribeAsync(service.Client, "job")).State);
        Assert.Equal(1, await CountAsync(service.Client, "ExecutionStatus = 'Running'"));
        var again = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new StopBatchOperationRequest { Namespace = TestService.Namespace, JobId = "job" }));
        Assert.Equal((StatusCode.NotFound, "workflow execution already completed"), (again.StatusCode, again.Status.Detail));
    }

    [Fact]
    public async Task Batches_are_listed_in_pages_the_latest_first()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        foreach (var job in (string[])["a", "b", "c"])
        {
            await service.Client.CallAsync(Terminate(job, Everything));
            await EndAsync(service.Client, job);
            clock.Pass(TimeSpan.FromSeconds(1));
        }

        var first = await service.Client.CallAsync<ListBatchOperationsResponse>(new ListBatchOperationsRequest { Namespace = TestService.Namespace, PageSize = 2 });
        Assert.Equal(["c", "b"], first.OperationInfo.Select(o => o.JobId));
        var second = await service.Client.CallAsync<ListBatchOperationsResponse>(new ListBatchOperationsRequest { Namespace = TestService.Namespace, PageSize = 2, NextPageToken = first.NextPageToken });
        Assert.Equal(["a"], second.OperationInfo.Select(o => o.JobId));
        Assert.True(second.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task Whatever_commit_was_the_last_each_run_is_signalled_once_and_none_is_missed()
    {
        await using var service = await TestService.StartAsync(options => options with { BatchPageSize = 5 });
        await SignalAllAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, SignalAllAsync);

        Assert.InRange(crashes, Runs, int.MaxValue);
    }

    private static Task<DescribeWorkflowExecutionResponse> DescribeRunAsync(TestService service, string runId) => service.Client.CallAsync<DescribeWorkflowExecutionResponse>(
        new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "w", RunId = runId } });

    public static TheoryData<StartBatchOperationRequest, StatusCode, string> Wrong => new()
    {
        { Terminate("", Everything), StatusCode.InvalidArgument, "JobId is not set on request." },
        { Terminate("job", ""), StatusCode.InvalidArgument, "Workflow executions and visibility filter are not set on request." },
        { Terminate("job", "Nonsense = 1"), StatusCode.InvalidArgument, "invalid query: invalid expression: column name 'Nonsense' is not a valid search attribute" },
        { With(Terminate("job", Everything), r => r.Executions.Add(new WorkflowExecution { WorkflowId = "w" })), StatusCode.InvalidArgument, "Workflow executions and visibility filter are both set on request. Only one of them is allowed." },
        { With(Terminate("job", Everything), r => r.Reason = ""), StatusCode.InvalidArgument, "Reason is not set on request." },
        { With(Terminate("job", Everything), r => r.ClearOperation()), StatusCode.InvalidArgument, "Batch operation is not set on request." },
        { With(Terminate("job", Everything), r => r.CancelActivitiesOperation = new BatchOperationCancelActivities()), StatusCode.Unimplemented, "The batch operation CancelActivitiesOperation is not supported by the embedded Temporal service." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_request_is_refused(StartBatchOperationRequest request, StatusCode code, string message)
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(request));
        Assert.Equal((code, message), (refused.StatusCode, refused.Status.Detail));
    }

    /// <summary>Starts what has not started yet, and signals all.</summary>
    private static async Task SignalAllAsync(GrpcClient client)
    {
        foreach (var workflow in _workflows)
        {
            await client.CallAsync(new StartWorkflowExecutionRequest
            {
                Namespace = TestService.Namespace,
                WorkflowId = workflow,
                WorkflowType = new WorkflowType { Name = "Test" },
                TaskQueue = new() { Name = "queue" },
                WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
            });
        }

        await client.CallAsync(With(Terminate("job", Everything), r => r.SignalOperation = new BatchOperationSignal { Signal = "s" }));
        Assert.Equal(BatchOperationState.Completed, (await EndAsync(client, "job")).State);
        foreach (var workflow in _workflows)
        {
            Assert.Single(await TestService.HistoryAsync(client, workflow), e => e == EventType.WorkflowExecutionSignaled);
        }
    }

    private static async Task RunAsync(TestService service, string job, Action<StartBatchOperationRequest> operation, int failures = 0)
    {
        await service.Client.CallAsync(With(Terminate(job, Everything + " AND ExecutionStatus = 'Running'"), operation));
        var done = await EndAsync(service.Client, job);
        Assert.Equal((BatchOperationState.Completed, 1 - failures, failures), (done.State, done.CompleteOperationCount, done.FailureOperationCount));
    }

    private static StartBatchOperationRequest Terminate(string job, string query) => new()
    {
        Namespace = TestService.Namespace,
        JobId = job,
        VisibilityQuery = query,
        Reason = "enough",
        TerminationOperation = new BatchOperationTermination { Identity = "operator" },
    };

    private static StartBatchOperationRequest With(StartBatchOperationRequest request, Action<StartBatchOperationRequest> change)
    {
        change(request);
        return request;
    }

    private static Task<DescribeBatchOperationResponse> DescribeAsync(GrpcClient client, string job) =>
        client.CallAsync<DescribeBatchOperationResponse>(new DescribeBatchOperationRequest { Namespace = TestService.Namespace, JobId = job });

    private static async Task<DescribeBatchOperationResponse> EndAsync(GrpcClient client, string job)
    {
        DescribeBatchOperationResponse described = null!;
        await UntilAsync(async () => (described = await DescribeAsync(client, job)).State != BatchOperationState.Running);
        return described;
    }

    private static async Task<long> CountAsync(GrpcClient client, string query) =>
        (await client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query })).Count;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }
}
