using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>A workflow task that fails and fails again: its second failure and those that follow are not heard, so that its time-out spaces the tries.</summary>
public sealed class RepeatedTaskTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly AdjustableClock _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_retried_at_once_after_its_first_failure_and_then_at_its_timeout(bool workerSaysSo)
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await FailAsync(service, await service.PollWorkflowTaskAsync());
        var second = await service.PollWorkflowTaskAsync();
        Assert.Equal(2, second.Attempt);
        if (workerSaysSo)
        {
            Assert.Equal((StatusCode.NotFound, "Workflow task not found."), await RefusalAsync(() => FailAsync(service, second)));
        }
        else
        {
            var wrong = new Command { CommandType = CommandType.StartChildWorkflowExecution, StartChildWorkflowExecutionCommandAttributes = new() { WorkflowId = "child" } };
            Assert.Equal((StatusCode.InvalidArgument, "BadStartChildExecutionAttributes: Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. WorkflowId=child Namespace=default"), await RefusalAsync(() => service.CompleteAsync(second, wrong)));
        }

        var pending = (await service.DescribeAsync("w")).PendingWorkflowTask;
        Assert.Equal((2, PendingWorkflowTaskState.Started), (pending.Attempt, pending.State));
        _clock.Pass(_timeout);
        Assert.Equal(3, (await service.PollWorkflowTaskAsync()).Attempt);
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowTaskFailed);
    }

    [Fact]
    public async Task A_workflow_that_has_not_heard_of_something_may_not_end_however_often_it_tries()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await FailAsync(service, await service.PollWorkflowTaskAsync());
        var second = await service.PollWorkflowTaskAsync();
        await service.SignalAsync("w", "s");
        Assert.Equal((StatusCode.InvalidArgument, "UnhandledCommand"), await RefusalAsync(() => service.CompleteAsync(second, Commands.Complete())));
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
    }

    [Fact]
    public async Task After_two_failures_queries_fail_at_once()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await FailAsync(service, await service.PollWorkflowTaskAsync());
        await service.PollWorkflowTaskAsync();
        _clock.Pass(_timeout);
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.QueryAsync("w", new() { QueryType = "q" }));
        Assert.Equal((StatusCode.FailedPrecondition, "Unable to query workflow due to Workflow Task in failed state."), (refused.StatusCode, refused.Status.Detail));
        Assert.True(Assert.Single(refused.GetRpcStatus()!.Details).Is(WorkflowNotReadyFailure.Descriptor));
    }

    private static Task<IMessage> FailAsync(TestService service, PollWorkflowTaskQueueResponse task) =>
        service.Client.CallAsync(new RespondWorkflowTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken });

    private static async Task<(StatusCode Code, string Message)> RefusalAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        return (refused.StatusCode, refused.Status.Detail);
    }
}
