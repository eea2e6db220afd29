using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Grpc;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task A_signal_sent_again_with_its_request_id_counts_once_even_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.SignalAsync("w", "s", "request");
        await service.SignalAsync("w", "s", "request");
        await service.RestartAsync();
        await service.SignalAsync("w", "s", "request");
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task A_start_sent_again_with_its_request_id_finds_the_run_it_started_even_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w", r => r.RequestId = "once");
        await service.RestartAsync();
        var second = await service.StartWorkflowAsync("w", r => r.RequestId = "once");
        Assert.Equal(first.RunId, second.RunId);
    }

    [Fact]
    public async Task A_run_may_wait_for_2000_activities_and_not_for_one_more()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var tooMany = await Assert.ThrowsAsync<GrpcException>(async () =>
            await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_001).Select(i => Commands.Activity($"{i}"))]));
        Assert.Contains("PendingActivitiesLimitExceeded", tooMany.Message, StringComparison.Ordinal);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_000).Select(i => Commands.Activity($"{i}"))]);
        Assert.Equal(2_000, (await DescribeAsync(service, "w")).PendingActivities.Count);
        await service.RestartAsync();
        Assert.Equal(2_000, (await DescribeAsync(service, "w")).PendingActivities.Count);
    }

    [Fact]
    public async Task A_signal_of_more_than_2_MB_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var refused = await Assert.ThrowsAsync<GrpcException>(() => service.Client.CallAsync(new SignalWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
            SignalName = "s",
            Input = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[(2 * 1024 * 1024) + 1]) } } },
        }));
        Assert.Equal(GrpcStatusCode.InvalidArgument, refused.Code);
    }

    private static Task<DescribeWorkflowExecutionResponse> DescribeAsync(TestService service, string workflowId) => service.Client.CallAsync<DescribeWorkflowExecutionResponse>(
        new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId } });
}
