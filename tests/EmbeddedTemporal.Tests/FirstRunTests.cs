using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Handles cancel and terminate by a workflow's id and the run they know: what goes by the same id later is another workflow.</summary>
public sealed class FirstRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_came_after_is_neither_cancelled_nor_terminated(bool namesRun)
    {
        await using var service = await TestService.StartAsync();
        var first = (await service.StartWorkflowAsync("w")).RunId;
        await TerminateAsync(service, first);
        await service.StartWorkflowAsync("w");
        foreach (var call in (Func<Task<IMessage>>[])[() => CancelAsync(service, first, namesRun ? first : ""), () => TerminateAsync(service, first, namesRun ? first : "")])
        {
            var refused = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((StatusCode.NotFound, "workflow execution not found"), (refused.StatusCode, refused.Status.Detail));
        }

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task The_run_that_is_meant_is_cancelled_and_terminated()
    {
        await using var service = await TestService.StartAsync();
        var first = (await service.StartWorkflowAsync("w")).RunId;
        await CancelAsync(service, first);
        await TerminateAsync(service, first);
        Assert.Equal([EventType.WorkflowExecutionCancelRequested, EventType.WorkflowExecutionTerminated], (await service.HistoryAsync("w"))[^2..]);
    }

    [Fact]
    public async Task The_run_id_does_not_matter_if_no_run_is_open()
    {
        await using var service = await TestService.StartAsync();
        await TerminateAsync(service, (await service.StartWorkflowAsync("w")).RunId);
        await CancelAsync(service, Guid.NewGuid().ToString());
        Assert.Equal("workflow execution already completed", (await Assert.ThrowsAsync<RpcException>(() => TerminateAsync(service, Guid.NewGuid().ToString()))).Status.Detail);
    }

    private static Task<IMessage> CancelAsync(TestService service, string firstRunId, string runId = "") => service.Client.CallAsync(
        new RequestCancelWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = "w", RunId = runId }, FirstExecutionRunId = firstRunId });

    private static Task<IMessage> TerminateAsync(TestService service, string firstRunId, string runId = "") => service.Client.CallAsync(
        new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = "w", RunId = runId }, FirstExecutionRunId = firstRunId });
}
