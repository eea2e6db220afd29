using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Refusals that are not in the recordings, in the real service's words.</summary>
public sealed class RefusalTests
{
    public static TheoryData<Command, string> EmptyCommands => new()
    {
        { new() { CommandType = CommandType.CompleteWorkflowExecution }, "BadCompleteWorkflowExecutionAttributes: CompleteWorkflowExecutionCommandAttributes is not set on CompleteWorkflowExecutionCommand." },
        { new() { CommandType = CommandType.FailWorkflowExecution }, "BadFailWorkflowExecutionAttributes: FailWorkflowExecutionCommandAttributes is not set on FailWorkflowExecutionCommand." },
        { new() { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() }, "BadFailWorkflowExecutionAttributes: Failure is not set on FailWorkflowExecutionCommand." },
        { new() { CommandType = CommandType.CancelWorkflowExecution }, "BadCancelWorkflowExecutionAttributes: CancelWorkflowExecutionCommandAttributes is not set on CancelWorkflowExecutionCommand." },
    };

    [Theory]
    [MemberData(nameof(EmptyCommands))]
    public async Task A_command_that_says_nothing_fails_its_task(Command command, string message)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), command));
        Assert.Equal((StatusCode.InvalidArgument, message), (refused.StatusCode, refused.Status.Detail));
        Assert.Contains(EventType.WorkflowTaskFailed, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task An_activity_cannot_report_a_cancellation_that_was_not_requested()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        var task = await service.PollActivityTaskAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new RespondActivityTaskCanceledRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken }));
        Assert.Equal((StatusCode.InvalidArgument, "unable to mark activity as canceled without activity being request canceled first"), (refused.StatusCode, refused.Status.Detail));
        await service.CompleteActivityAsync(task);
    }

    public static TheoryData<WorkflowQuery?, string> EmptyQueries => new()
    {
        { null, "WorkflowQuery is not set on request." },
        { new WorkflowQuery(), "QueryType is not set on request." },
    };

    [Theory]
    [MemberData(nameof(EmptyQueries))]
    public async Task A_query_that_asks_nothing_is_refused(WorkflowQuery? query, string message)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.QueryAsync("w", query));
        Assert.Equal((StatusCode.InvalidArgument, message), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_query_of_a_workflow_that_ended_before_its_first_task_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = "w" } });
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.QueryAsync("w", new WorkflowQuery { QueryType = "q" }));
        Assert.Equal((StatusCode.FailedPrecondition, "Workflow execution closed before WorkflowTaskStarted event"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task Rejecting_duplicates_and_terminating_the_running_workflow_cannot_be_combined()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("w", r =>
            (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (WorkflowIdReusePolicy.RejectDuplicate, WorkflowIdConflictPolicy.TerminateExisting)));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING",
            refused.Status.Detail);
    }

    [Fact]
    public async Task A_page_of_one_run_is_not_read_as_anothers()
    {
        await using var service = await TestService.StartAsync();
        var run = (await service.StartWorkflowAsync("w")).RunId;
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "w", RunId = run }, MaximumPageSize = 1 };
        await service.SignalAsync("w", "s");
        request.NextPageToken = (await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(request)).NextPageToken;
        Assert.False(request.NextPageToken.IsEmpty);
        request.Execution.RunId = Guid.NewGuid().ToString();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, "RunId in the request does not match the NextPageToken."), (refused.StatusCode, refused.Status.Detail));
        request.Execution.RunId = run;
        await service.Client.CallAsync(request);
    }
}
