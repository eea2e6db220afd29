using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests;

public sealed class DurabilityTests
{
    [Fact]
    public async Task A_workflow_goes_on_where_it_was_after_every_restart()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.RestartAsync();
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        await service.RestartAsync();
        var activity = await service.PollActivityTaskAsync();
        await service.RestartAsync();
        await service.CompleteActivityAsync(activity);
        await service.SignalAsync("w", "s");
        await service.RestartAsync();
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
        await service.RestartAsync();

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted,
                EventType.ActivityTaskScheduled, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted,
                EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionCompleted,
            ],
            await service.HistoryAsync("w"));
    }
}
