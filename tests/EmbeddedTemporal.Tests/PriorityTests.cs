using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Priorities and fairness keys of workflows and activities, from the request to the order of the polls.</summary>
public sealed class PriorityTests
{
    [Fact]
    public async Task Workflow_tasks_are_handed_out_by_priority_and_then_by_turns_also_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        await StartAsync(service, "a1", key: "ann");
        await StartAsync(service, "a2", key: "ann");
        await StartAsync(service, "b1", key: "bob");
        await StartAsync(service, "late", priority: 5);
        await StartAsync(service, "first", priority: 1);
        await service.RestartAsync();
        var order = new List<string>();
        for (var poll = 0; poll < 5; poll++)
        {
            order.Add((await service.PollWorkflowTaskAsync()).WorkflowExecution.WorkflowId);
        }

        Assert.Equal(["first", "a1", "b1", "a2", "late"], order);
    }

    [Fact]
    public async Task An_activity_has_what_it_leaves_open_from_its_workflow()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w", r => r.Priority = new Priority { PriorityKey = 4, FairnessKey = "ann", FairnessWeight = 2 });
        await service.CompleteAsync(
            await service.PollWorkflowTaskAsync(),
            Commands.Activity("inherits"),
            Commands.Activity("overrides", a => a.Priority = new Priority { PriorityKey = 2 }));

        var first = await service.PollActivityTaskAsync();
        var second = await service.PollActivityTaskAsync();
        Assert.Equal(("overrides", 2, "ann", 2f), Of(first));
        Assert.Equal(("inherits", 4, "ann", 2f), Of(second));
        var pending = (await service.DescribeAsync("w")).PendingActivities;
        Assert.Equal([(4, "ann"), (2, "ann")], pending.Select(p => (p.Priority.PriorityKey, p.Priority.FairnessKey)));

        static (string, int, string, float) Of(PollActivityTaskQueueResponse task) =>
            (task.ActivityId, task.Priority.PriorityKey, task.Priority.FairnessKey, task.Priority.FairnessWeight);
    }

    [Fact]
    public async Task A_child_and_the_next_run_have_it_from_their_workflow()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w", r => r.Priority = new Priority { PriorityKey = 2, FairnessKey = "ann" });
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.StartChild("child", "children", c => c.Priority = new Priority { FairnessKey = "bob" }));
        var child = await service.PollWorkflowTaskAsync("children");
        var inherited = child.History.Events[0].WorkflowExecutionStartedEventAttributes.Priority;
        Assert.Equal((2, "bob"), (inherited.PriorityKey, inherited.FairnessKey));

        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.ContinueAsNew());
        var next = (await service.PollWorkflowTaskAsync()).History.Events[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((2, "ann"), (next.Priority.PriorityKey, next.Priority.FairnessKey));
    }

    [Fact]
    public async Task A_priority_that_the_real_service_refuses_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await RefusedAsync(new Priority { PriorityKey = -1 }, "priority key can't be negative");
        await RefusedAsync(new Priority { FairnessKey = new string('k', 65) }, "fairness key length exceeds limit");
        await RefusedAsync(new Priority { FairnessWeight = -1 }, "fairness weight can't be negative");

        async Task RefusedAsync(Priority priority, string message)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => service.StartWorkflowAsync("w", r => r.Priority = priority));
            Assert.Contains(message, refusal.Message);
        }
    }

    [Fact]
    public async Task A_task_queue_says_what_waits_at_each_priority()
    {
        await using var service = await TestService.StartAsync();
        await StartAsync(service, "w1", priority: 1);
        await StartAsync(service, "w2");
        await StartAsync(service, "w3", priority: 99);
        var queue = await service.Client.CallAsync<DescribeTaskQueueResponse>(
            new DescribeTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = "queue" }, TaskQueueType = TaskQueueType.Workflow, ReportStats = true });
        Assert.Equal(3, queue.Stats.ApproximateBacklogCount);
        Assert.Equal([(1, 1L), (3, 1L), (5, 1L)], queue.StatsByPriorityKey.OrderBy(s => s.Key).Select(s => (s.Key, s.Value.ApproximateBacklogCount)));
    }

    private static Task<StartWorkflowExecutionResponse> StartAsync(TestService service, string id, int priority = 0, string key = "") =>
        service.StartWorkflowAsync(id, r => r.Priority = new Priority { PriorityKey = priority, FairnessKey = key });
}
