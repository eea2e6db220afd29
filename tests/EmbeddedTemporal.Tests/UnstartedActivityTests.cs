using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>
/// Answers by an activity's id, from elsewhere, while no worker has it. SDKs understand no history in which an activity
/// completes, fails or is cancelled that has not started.
/// </summary>
public sealed class UnstartedActivityTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_activity_that_completes_before_its_delivery_has_a_started_event(bool duringTask)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"), Commands.Activity("b"));
        if (duringTask)
        {
            await service.SignalAsync("w", "s");
            var task = await service.PollWorkflowTaskAsync();
            await CompleteAsync(service);
            await service.CompleteAsync(task);
        }
        else
        {
            await CompleteAsync(service);
        }

        var events = await service.EventsAsync("w");
        var scheduled = events.Find(e => e.ActivityTaskScheduledEventAttributes?.ActivityId == "a")!;
        var started = events.Single(e => e.EventType == EventType.ActivityTaskStarted);
        var completed = events.Single(e => e.EventType == EventType.ActivityTaskCompleted).ActivityTaskCompletedEventAttributes;
        Assert.Equal((scheduled.EventId, "elsewhere", 1), (started.ActivityTaskStartedEventAttributes.ScheduledEventId, started.ActivityTaskStartedEventAttributes.Identity, started.ActivityTaskStartedEventAttributes.Attempt));
        Assert.Equal((scheduled.EventId, started.EventId), (completed.ScheduledEventId, completed.StartedEventId));

        // No worker is given what is done.
        Assert.Equal("b", (await service.PollActivityTaskAsync()).ActivityId);
    }

    [Fact]
    public async Task An_activity_that_waits_for_its_next_attempt_can_be_completed_from_elsewhere()
    {
        await using var service = await TestService.StartAsync(new AdjustableClock());
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        var task = await service.PollActivityTaskAsync();
        await service.Client.CallAsync(new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = new Failure { Message = "once" }, Identity = "worker" });
        await CompleteAsync(service);
        var started = (await service.EventsAsync("w")).Single(e => e.EventType == EventType.ActivityTaskStarted).ActivityTaskStartedEventAttributes;
        Assert.Equal(("elsewhere", 2, "once"), (started.Identity, started.Attempt, started.LastFailure.Message));
    }

    public static TheoryData<IMessage> OtherAnswers =>
    [
        new RespondActivityTaskFailedByIdRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a", Failure = new Failure { Message = "no" } },
        new RespondActivityTaskCanceledByIdRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a" },
        new RecordActivityTaskHeartbeatByIdRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a" },
    ];

    [Theory]
    [MemberData(nameof(OtherAnswers))]
    public async Task An_activity_that_has_not_started_cannot_fail_be_cancelled_or_heartbeat(IMessage answer)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(answer));
        Assert.Equal((StatusCode.NotFound, "invalid activityID or activity already timed out or invoking workflow is completed"), (refused.StatusCode, refused.Status.Detail));
        await service.CompleteActivityAsync(await service.PollActivityTaskAsync());
    }

    private static Task<IMessage> CompleteAsync(TestService service) => service.Client.CallAsync(
        new RespondActivityTaskCompletedByIdRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a", Identity = "elsewhere" });
}
