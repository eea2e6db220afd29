using EmbeddedTemporal;
using Temporalio.Activities;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Worker;

namespace Conformance.Operations;

/// <summary>The official .NET worker, whose activities an operator pauses and resets.</summary>
[Trait("Category", "Conformance")]
public sealed class ActivityControlTests
{
    private const string Queue = "operated";

    [Fact]
    public async Task A_paused_activity_stops_and_goes_on_from_its_heartbeat_when_it_is_unpaused()
    {
        var result = await RunAsync(ActivityCancelReason.Paused, async (client, execution) =>
        {
            await client.WorkflowService.PauseActivityAsync(new PauseActivityRequest { Namespace = "default", Execution = execution, Type = "Loop", Reason = "wait" });
        }, async (client, execution) =>
        {
            DescribeWorkflowExecutionResponse described;
            do
            {
                described = await client.WorkflowService.DescribeWorkflowExecutionAsync(new() { Namespace = "default", Execution = execution });
            }
            while (described.PendingActivities.Single().State != Temporalio.Api.Enums.V1.PendingActivityState.Paused);
            await client.WorkflowService.UnpauseActivityAsync(new UnpauseActivityRequest { Namespace = "default", Execution = execution, Type = "Loop" });
        });

        Assert.Equal("attempt 2 after half", result);
    }

    [Fact]
    public async Task A_reset_activity_stops_and_begins_with_its_first_attempt()
    {
        var result = await RunAsync(
            ActivityCancelReason.Reset,
            (client, execution) => client.WorkflowService.ResetActivityAsync(new ResetActivityRequest { Namespace = "default", Execution = execution, Type = "Loop", ResetHeartbeat = true }),
            (_, _) => Task.CompletedTask);

        Assert.Equal("attempt 1 after nothing", result);
    }

    private static async Task<string> RunAsync(
        ActivityCancelReason reason, Func<ITemporalClient, Temporalio.Api.Common.V1.WorkflowExecution, Task> stop, Func<ITemporalClient, Temporalio.Api.Common.V1.WorkflowExecution, Task> goOn)
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var activity = new OperatedActivity();
        var options = new TemporalWorkerOptions(Queue) { MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100), DefaultHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100) };
        using var worker = new TemporalWorker(client, options.AddActivity(activity.LoopAsync).AddWorkflow<OperatedWorkflow>());
        return await worker.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((OperatedWorkflow w) => w.RunAsync(), new("w", Queue));
            var execution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = "w" };
            await activity.Reached.Task;
            await stop(client, execution);
            Assert.Equal(reason, await activity.Reason.Task);
            await goOn(client, execution);
            return await handle.GetResultAsync();
        });
    }
}
