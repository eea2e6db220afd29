using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The service dies while signals and cancellations are on their way from run to run.</summary>
public sealed class ExternalRequestCrashTests
{
    private const int Signals = 3;

    [Fact]
    public async Task Whatever_commit_was_the_last_each_request_arrives_once_and_is_answered_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("target", r => r.TaskQueue.Name = "other");
        await service.StartWorkflowAsync("sender");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, Signals).Select(_ => Commands.SignalExternal("target")), Commands.CancelExternal("target")]);
        await UntilAnsweredAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilAnsweredOnceAsync, AskedAsync);

        // At the least: asked and not sent yet, and all of it done.
        Assert.InRange(crashes, 2, int.MaxValue);
    }

    private static async Task UntilAnsweredOnceAsync(GrpcClient client)
    {
        await UntilAnsweredAsync(client);
        var sender = await TestService.HistoryAsync(client, "sender");
        Assert.Equal(Signals, sender.Count(e => e == EventType.ExternalWorkflowExecutionSignaled));
        Assert.Single(sender, e => e == EventType.ExternalWorkflowExecutionCancelRequested);
        var target = await TestService.HistoryAsync(client, "target");
        Assert.Equal(Signals, target.Count(e => e == EventType.WorkflowExecutionSignaled));
        Assert.Single(target, e => e == EventType.WorkflowExecutionCancelRequested);
    }

    /// <summary>Reads the sender's history as it grows.</summary>
    private static async Task UntilAnsweredAsync(GrpcClient client)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "sender" }, WaitNewEvent = true };
        for (var answers = 0; answers < Signals + 1;)
        {
            var page = await client.CallAsync<GetWorkflowExecutionHistoryResponse>(request);
            answers += page.History.Events.Count(e => e.EventType is EventType.ExternalWorkflowExecutionSignaled or EventType.ExternalWorkflowExecutionCancelRequested);
            request.NextPageToken = page.NextPageToken;
        }
    }

    private static async Task<bool> AskedAsync(GrpcClient client)
    {
        try
        {
            return (await TestService.HistoryAsync(client, "sender")).Contains(EventType.SignalExternalWorkflowExecutionInitiated);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
