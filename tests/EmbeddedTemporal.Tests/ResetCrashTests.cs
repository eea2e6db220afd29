using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The service dies while a workflow is reset, and while a child starts that outlives its parent.</summary>
public sealed class ResetCrashTests
{
    private static readonly WorkflowExecution _execution = new() { WorkflowId = "w" };

    [Fact]
    public async Task Whatever_commit_was_the_last_a_workflow_is_reset_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await UntilResetRunEndedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilResetRunEndedAsync);

        Assert.InRange(crashes, 5, int.MaxValue);
    }

    [Fact]
    public async Task Whatever_commit_was_the_last_a_child_that_its_parents_last_task_abandons_starts_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await UntilChildEndedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilChildEndedAsync);

        Assert.InRange(crashes, 3, int.MaxValue);
    }

    [Fact]
    public async Task A_child_that_is_not_abandoned_does_not_start_once_its_parent_has_closed()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.StartChild("child", "children"), Commands.Complete());
        await service.RestartAsync();
        Assert.Equal(1, await CountAsync(service.Client, "WorkflowType != 'x'"));
    }

    private static async Task UntilResetRunEndedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", task => task.History.Events.Any(e => e.EventType == EventType.WorkflowExecutionSignaled) ? [Commands.Complete()] : []))
        {
            var first = await FirstRunAsync(client);
            while (!(await TestService.HistoryAsync(client, "w", first)).Contains(EventType.WorkflowTaskCompleted))
            {
                await Task.Yield();
            }

            var reset = await client.CallAsync<ResetWorkflowExecutionResponse>(new ResetWorkflowExecutionRequest
            {
                Namespace = TestService.Namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = "w", RunId = first },
                WorkflowTaskFinishEventId = 4,
                RequestId = "reset",
                Reason = "again",
            });
            await SignalAsync(client, reset.RunId);
            while (await CountAsync(client, "ExecutionStatus = 'Completed'") == 0)
            {
                await Task.Yield();
            }

            Assert.Equal(EventType.WorkflowExecutionTerminated, (await TestService.HistoryAsync(client, "w", first))[^1]);
            var history = await TestService.HistoryAsync(client, "w", reset.RunId);
            Assert.Single(history, e => e == EventType.WorkflowTaskFailed);
            Assert.Single(history, e => e == EventType.WorkflowExecutionSignaled);
        }

        Assert.Equal(2, await CountAsync(client, "WorkflowId = 'w'"));
    }

    private static async Task UntilChildEndedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", _ => [Commands.StartChild("child", "children", c => c.ParentClosePolicy = ParentClosePolicy.Abandon), Commands.Complete()]))
        {
            await using var child = new ScriptedWorker(client, "children", _ => [Commands.Complete()]);
            while (await CountAsync(client, "WorkflowId = 'child' AND ExecutionStatus = 'Completed'") == 0)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(EventType.WorkflowExecutionCompleted, (await TestService.HistoryAsync(client, "w"))[^1]);
        Assert.Equal("w", (await client.CallAsync<DescribeWorkflowExecutionResponse>(
            new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "child" } })).WorkflowExecutionInfo.ParentExecution.WorkflowId);
        Assert.Equal(2, await CountAsync(client, "WorkflowType != 'x'"));
    }

    private static async Task SignalAsync(GrpcClient client, string runId)
    {
        try
        {
            await client.CallAsync(new SignalWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = "w", RunId = runId }, SignalName = "s", RequestId = "signal" });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // It had ended before the crash.
        }
    }

    private static async Task<string> FirstRunAsync(GrpcClient client) =>
        (await client.CallAsync<DescribeWorkflowExecutionResponse>(new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = _execution })).WorkflowExecutionInfo.FirstRunId;

    private static async Task<long> CountAsync(GrpcClient client, string query) =>
        (await client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query })).Count;
}
