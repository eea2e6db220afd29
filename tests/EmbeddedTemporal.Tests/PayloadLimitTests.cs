using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Payloads over 2 MB are kept out of histories on every path.</summary>
public sealed class PayloadLimitTests
{
    private const int Limit = 2 * 1024 * 1024;

    [Fact]
    public async Task A_signal_to_another_workflow_of_more_than_2_MB_ends_the_run()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.SignalExternal("other", adjust: s => s.Input = TooLarge())));
        Assert.Equal(WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes, (await EventAsync(service, EventType.WorkflowTaskFailed)).WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(EventType.WorkflowExecutionTerminated, (await service.HistoryAsync("w"))[^1]);
    }

    [Fact]
    public async Task A_workflow_is_not_started_with_more_than_2_MB()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("w", r => r.Input = TooLarge()));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task A_command_of_more_than_2_MB_ends_the_run()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.Input = TooLarge())));
        Assert.Equal(EventType.WorkflowExecutionTerminated, (await service.HistoryAsync("w"))[^1]);
    }

    [Fact]
    public async Task An_activity_with_a_result_of_more_than_2_MB_fails()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        await service.Client.CallAsync(new RespondActivityTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = (await service.PollActivityTaskAsync()).TaskToken, Result = TooLarge() });
        var failed = (await service.PollWorkflowTaskAsync()).History.Events.Single(e => e.EventType == EventType.ActivityTaskFailed);
        Assert.Equal("Complete result exceeds size limit.", failed.ActivityTaskFailedEventAttributes.Failure.Message);
    }

    [Fact]
    public async Task A_signal_of_more_than_2_MB_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new SignalWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
            SignalName = "s",
            Input = TooLarge(),
        }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task A_signal_that_starts_its_workflow_has_the_same_size_limit()
    {
        await using var service = await TestService.StartAsync();
        var tooLarge = await Assert.ThrowsAsync<RpcException>(() => SignalWithStartAsync(service, "s", TooLarge()));
        var tooLong = await Assert.ThrowsAsync<RpcException>(() => SignalWithStartAsync(service, new string('s', 1_001), input: null));
        Assert.Equal("Blob data size exceeds limit.", tooLarge.Status.Detail);
        Assert.Equal("SignalName length exceeds limit.", tooLong.Status.Detail);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.HistoryAsync("w"))).StatusCode);
    }

    [Fact]
    public async Task A_workflow_that_fails_with_more_than_2_MB_is_terminated()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var fails = new Command { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() { Failure = LongFailure() } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), fails));
        Assert.EndsWith("FailWorkflowExecutionCommandAttributes.Failure exceeds size limit.", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(EventType.WorkflowExecutionTerminated, (await service.HistoryAsync("w"))[^1]);
    }

    [Fact]
    public async Task A_failure_of_an_activity_is_cut()
    {
        await using var service = await TestService.StartAsync();
        var task = await StartActivityAsync(service);
        await service.Client.CallAsync(new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = LongFailure() });
        AssertCut((await EventAsync(service, EventType.ActivityTaskFailed)).ActivityTaskFailedEventAttributes.Failure);
    }

    [Fact]
    public async Task Of_a_failure_that_is_tried_again_no_more_than_its_beginning_is_kept()
    {
        await using var service = await TestService.StartAsync();
        var task = await StartActivityAsync(service, attempts: 2);
        var failure = new Failure { Message = new string('x', 5_000), StackTrace = new string('y', 5_000), ApplicationFailureInfo = new() { Type = "Long", NextRetryDelay = new() } };
        await service.Client.CallAsync(new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = failure });
        var kept = (await service.DescribeAsync("w")).PendingActivities.Single().LastFailure;
        AssertCut(kept);
        Assert.InRange(kept.CalculateSize(), 1_000, 4 * 1024);
        await service.CompleteActivityAsync(await service.PollActivityTaskAsync());
        Assert.Equal(kept, (await EventAsync(service, EventType.ActivityTaskStarted)).ActivityTaskStartedEventAttributes.LastFailure);
    }

    [Fact]
    public async Task A_last_heartbeat_of_more_than_2_MB_is_dropped_and_its_worker_notified()
    {
        await using var service = await TestService.StartAsync();
        var task = await StartActivityAsync(service, attempts: 2);
        var answer = await service.Client.CallAsync<RespondActivityTaskFailedResponse>(new RespondActivityTaskFailedRequest
        {
            Namespace = TestService.Namespace,
            TaskToken = task.TaskToken,
            Failure = new Failure { Message = "short", ApplicationFailureInfo = new() { NextRetryDelay = new() } },
            LastHeartbeatDetails = TooLarge(),
        });
        Assert.Equal("Heartbeat details exceed size limit.", Assert.Single(answer.Failures).Message);
        Assert.Null((await service.PollActivityTaskAsync()).HeartbeatDetails);
    }

    [Fact]
    public async Task A_failure_of_a_workflow_task_is_cut()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var task = await service.PollWorkflowTaskAsync();
        await service.Client.CallAsync(new RespondWorkflowTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = LongFailure() });
        AssertCut((await EventAsync(service, EventType.WorkflowTaskFailed)).WorkflowTaskFailedEventAttributes.Failure);
    }

    [Fact]
    public async Task An_activity_that_was_cancelled_with_more_than_2_MB_has_failed()
    {
        await using var service = await TestService.StartAsync();
        var task = await StartActivityAsync(service);
        await service.Client.CallAsync(new RespondActivityTaskCanceledRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Details = TooLarge() });
        Assert.Equal("Cancel details exceed size limit.", (await EventAsync(service, EventType.ActivityTaskFailed)).ActivityTaskFailedEventAttributes.Failure.Message);
    }

    [Fact]
    public async Task A_query_of_more_than_2_MB_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        Assert.Equal("Blob data size exceeds limit.", (await Assert.ThrowsAsync<RpcException>(() => QueryAsync(service, TooLarge()))).Status.Detail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_of_more_than_2_MB_fails_its_query(bool withTask)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var task = await service.PollWorkflowTaskAsync();
        var query = QueryAsync(service, input: null);
        if (withTask)
        {
            await service.SignalAsync("w", "s");
        }

        await service.CompleteAsync(task);
        task = await service.PollWorkflowTaskAsync();
        if (withTask)
        {
            var results = new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken };
            results.QueryResults.Add(task.Queries.Keys.Single(), new WorkflowQueryResult { ResultType = QueryResultType.Answered, Answer = TooLarge() });
            await service.Client.CallAsync(results);
        }
        else
        {
            await service.Client.CallAsync(new RespondQueryTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, CompletedType = QueryResultType.Answered, QueryResult = TooLarge() });
        }

        var failed = await Assert.ThrowsAsync<RpcException>(() => query);
        Assert.Equal((StatusCode.InvalidArgument, "Blob data size exceeds limit."), (failed.StatusCode, failed.Status.Detail));
    }

    /// <summary>As the real service does: the beginning of it stays, as the cause.</summary>
    private static void AssertCut(Failure failure)
    {
        Assert.Equal("Failure exceeds size limit.", failure.Message);
        Assert.StartsWith("xxx", failure.Cause.Message, StringComparison.Ordinal);
        Assert.Equal("Long", failure.Cause.ApplicationFailureInfo.Type);
        Assert.InRange(failure.CalculateSize(), 1, Limit);
    }

    private static Payloads TooLarge() => new() { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[Limit + 1]) } } };

    private static Failure LongFailure() => new() { Message = new string('x', Limit), StackTrace = new string('y', Limit / 2), ApplicationFailureInfo = new() { Type = "Long", NonRetryable = true } };

    private static async Task<PollActivityTaskQueueResponse> StartActivityAsync(TestService service, int attempts = 1)
    {
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.RetryPolicy = new RetryPolicy { MaximumAttempts = attempts }));
        return await service.PollActivityTaskAsync();
    }

    private static Task<IMessage> SignalWithStartAsync(TestService service, string signal, Payloads? input) => service.Client.CallAsync(new SignalWithStartWorkflowExecutionRequest
    {
        Namespace = TestService.Namespace,
        WorkflowId = "w",
        WorkflowType = new() { Name = "Test" },
        TaskQueue = new() { Name = "queue" },
        SignalName = signal,
        SignalInput = input,
    });

    private static Task<IMessage> QueryAsync(TestService service, Payloads? input) => service.QueryAsync("w", new WorkflowQuery { QueryType = "q", QueryArgs = input });

    private static async Task<HistoryEvent> EventAsync(TestService service, EventType type) => (await service.EventsAsync("w")).Single(e => e.EventType == type);
}
