using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Operators pause, unpause and reset activities, and change their options.</summary>
public sealed class ActivityControlTests
{
    private static readonly WorkflowExecution _execution = new() { WorkflowId = "w" };

    [Fact]
    public async Task A_paused_activity_is_given_to_no_worker_until_it_is_unpaused()
    {
        var clock = new AdjustableClock();
        await using var service = await WithActivitiesAsync(clock, "a", "b");
        await PauseAsync(service, "a");

        Assert.Equal("b", (await service.PollActivityTaskAsync()).ActivityId);
        var paused = await PendingAsync(service, "a");
        Assert.Equal((PendingActivityState.Paused, true), (paused.State, paused.Paused));
        Assert.Equal(("operator", "look at it"), (paused.PauseInfo.Manual.Identity, paused.PauseInfo.Manual.Reason));
        Assert.Equal(clock.GetUtcNow(), paused.PauseInfo.PauseTime.ToDateTimeOffset());

        await service.Client.CallAsync(new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a" });
        Assert.Equal("a", (await service.PollActivityTaskAsync()).ActivityId);
        Assert.Null((await PendingAsync(service, "a")).PauseInfo);
    }

    [Fact]
    public async Task A_pause_survives_a_restart()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a", "b");
        await PauseAsync(service, "a");
        await service.RestartAsync();
        Assert.Equal("b", (await service.PollActivityTaskAsync()).ActivityId);
        await service.Client.CallAsync(new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, UnpauseAll = true });
        Assert.Equal("a", (await service.PollActivityTaskAsync()).ActivityId);
    }

    [Fact]
    public async Task A_running_attempt_hears_of_the_pause_and_its_failure_is_no_end()
    {
        var clock = new AdjustableClock();
        await using var service = await WithActivitiesAsync(clock, a => a.RetryPolicy = new RetryPolicy { MaximumAttempts = 1 }, "a");
        var task = await service.PollActivityTaskAsync();
        await PauseAsync(service, "a");
        Assert.Equal(PendingActivityState.PauseRequested, (await PendingAsync(service, "a")).State);
        var heartbeat = await service.Client.CallAsync<RecordActivityTaskHeartbeatResponse>(new RecordActivityTaskHeartbeatRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Details = Details("half") });
        Assert.Equal((true, false, false), (heartbeat.ActivityPaused, heartbeat.ActivityReset, heartbeat.CancelRequested));
        await FailAsync(service, task);

        var paused = await PendingAsync(service, "a");
        Assert.Equal((PendingActivityState.Paused, 2), (paused.State, paused.Attempt));
        await service.Client.CallAsync(new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Type = "work" });
        var next = await service.PollActivityTaskAsync();
        Assert.Equal((2, Details("half")), (next.Attempt, next.HeartbeatDetails));
    }

    [Fact]
    public async Task Unpausing_can_begin_with_the_first_attempt_again_without_heartbeat_details()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        var task = await service.PollActivityTaskAsync();
        await service.Client.CallAsync(new RecordActivityTaskHeartbeatRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Details = Details("half") });
        await PauseAsync(service, "a");
        await FailAsync(service, task);
        await service.Client.CallAsync(new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a", ResetAttempts = true, ResetHeartbeat = true });
        var next = await service.PollActivityTaskAsync();
        Assert.Equal((1, null), (next.Attempt, next.HeartbeatDetails));
    }

    [Fact]
    public async Task Pausing_twice_is_refused_unless_it_is_the_same_request()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        await PauseAsync(service, "a", "r1");
        await PauseAsync(service, "a", "r1");
        var refused = await Assert.ThrowsAsync<RpcException>(() => PauseAsync(service, "a", "r2"));
        Assert.Equal((StatusCode.FailedPrecondition, "activity is already paused"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task Runs_with_paused_activities_are_found_by_the_activitys_type()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        await service.StartWorkflowAsync("other");
        await PauseAsync(service, "a");
        Assert.Equal("w", Assert.Single(await FindAsync(service)).Execution.WorkflowId);
        await service.Client.CallAsync(new RespondActivityTaskCompletedByIdRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a" });
        Assert.Empty(await FindAsync(service));
    }

    [Fact]
    public async Task An_activity_that_waits_for_its_next_attempt_begins_at_once_with_the_first_if_it_is_reset()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        await FailAsync(service, await service.PollActivityTaskAsync());
        await service.Client.CallAsync(new ResetActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a" });
        Assert.Equal(1, (await service.PollActivityTaskAsync()).Attempt);
    }

    [Fact]
    public async Task A_running_attempt_hears_of_the_reset_and_the_first_attempt_follows()
    {
        var clock = new AdjustableClock();
        await using var service = await WithActivitiesAsync(clock, a => a.RetryPolicy = new RetryPolicy { MaximumAttempts = 2, InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }, "a");
        await FailAsync(service, await service.PollActivityTaskAsync());
        clock.Pass(TimeSpan.FromSeconds(1));
        var second = await service.PollActivityTaskAsync();
        await service.Client.CallAsync(new ResetActivityRequest { Namespace = TestService.Namespace, Execution = _execution, MatchAll = true, ResetHeartbeat = true });
        var heartbeat = await service.Client.CallAsync<RecordActivityTaskHeartbeatResponse>(new RecordActivityTaskHeartbeatRequest { Namespace = TestService.Namespace, TaskToken = second.TaskToken, Details = Details("half") });
        Assert.True(heartbeat.ActivityReset);
        await FailAsync(service, second);
        clock.Pass(TimeSpan.FromSeconds(1));
        var next = await service.PollActivityTaskAsync();
        Assert.Equal((1, null), (next.Attempt, next.HeartbeatDetails));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_unpauses_unless_it_is_to_keep_the_pause(bool keepPaused)
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        await PauseAsync(service, "a");
        await service.Client.CallAsync(new ResetActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Type = "work", KeepPaused = keepPaused });
        Assert.Equal(keepPaused, (await PendingAsync(service, "a")).Paused);
    }

    [Fact]
    public async Task The_jitter_holds_an_unpaused_activity_back_no_longer_than_it_says()
    {
        var clock = new AdjustableClock();
        await using var service = await WithActivitiesAsync(clock, "a");
        await PauseAsync(service, "a");
        await service.Client.CallAsync(new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a", Jitter = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) });
        var due = (await PendingAsync(service, "a")).ScheduledTime.ToDateTimeOffset();
        Assert.InRange(due, clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(1));
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("a", (await service.PollActivityTaskAsync()).ActivityId);
    }

    [Fact]
    public async Task Changed_options_hold_for_the_next_attempt_and_can_be_restored()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        var update = new UpdateActivityOptionsRequest
        {
            Namespace = TestService.Namespace,
            Execution = _execution,
            Id = "a",
            ActivityOptions = new ActivityOptions { TaskQueue = new TaskQueue { Name = "elsewhere" }, StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)), RetryPolicy = new RetryPolicy { MaximumAttempts = 7 } },
            UpdateMask = new FieldMask { Paths = { "task_queue.name", "start_to_close_timeout", "retry_policy.maximum_attempts" } },
        };
        var updated = await service.Client.CallAsync<UpdateActivityOptionsResponse>(update);
        Assert.Equal(("elsewhere", 7), (updated.ActivityOptions.TaskQueue.Name, updated.ActivityOptions.RetryPolicy.MaximumAttempts));
        var task = await service.Client.CallAsync<PollActivityTaskQueueResponse>(new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = "elsewhere" }, Identity = "test" });
        Assert.Equal((TimeSpan.FromMinutes(5), 7), (task.StartToCloseTimeout.ToTimeSpan(), task.RetryPolicy.MaximumAttempts));

        var restored = await service.Client.CallAsync<UpdateActivityOptionsResponse>(new UpdateActivityOptionsRequest { Namespace = TestService.Namespace, Execution = _execution, MatchAll = true, RestoreOriginal = true });
        Assert.Equal(("queue", 0), (restored.ActivityOptions.TaskQueue.Name, restored.ActivityOptions.RetryPolicy.MaximumAttempts));
    }

    [Fact]
    public async Task The_calls_by_execution_do_the_same()
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        await service.Client.CallAsync(new PauseActivityExecutionRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a", Reason = "look at it" });
        Assert.True((await PendingAsync(service, "a")).Paused);
        await service.Client.CallAsync(new ResetActivityExecutionRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a", KeepPaused = true });
        await service.Client.CallAsync(new UnpauseActivityExecutionRequest { Namespace = TestService.Namespace, WorkflowId = "w", ActivityId = "a" });
        Assert.Equal("a", (await service.PollActivityTaskAsync()).ActivityId);
    }

    public static TheoryData<IMessage, StatusCode, string> Wrong => new()
    {
        { new PauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "b" }, StatusCode.NotFound, "invalid activityID or activity already timed out or invoking workflow is completed" },
        { new PauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution }, StatusCode.InvalidArgument, "Either activity id or activity type must be provided." },
        { new ResetActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Type = "none" }, StatusCode.NotFound, "invalid activityID or activity already timed out or invoking workflow is completed" },
        { new UpdateActivityOptionsRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a" }, StatusCode.InvalidArgument, "ActivityOptions are not provided" },
        { new UpdateActivityOptionsRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a", ActivityOptions = new ActivityOptions() }, StatusCode.InvalidArgument, "UpdateMask is not provided" },
        {
            new UpdateActivityOptionsRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a", ActivityOptions = new ActivityOptions(), UpdateMask = new FieldMask { Paths = { "retry_policy.initial_interval" } } },
            StatusCode.InvalidArgument, "RetryPolicy is not provided"
        },
        { new UnpauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = "a", Jitter = new Duration { Seconds = -1 } }, StatusCode.InvalidArgument, "Invalid jitter: negative duration" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_request_is_refused(IMessage request, StatusCode code, string message)
    {
        await using var service = await WithActivitiesAsync(new AdjustableClock(), "a");
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(request));
        Assert.Equal((code, message), (refused.StatusCode, refused.Status.Detail));
    }

    private static Task<TestService> WithActivitiesAsync(TimeProvider clock, params string[] ids) => WithActivitiesAsync(clock, _ => { }, ids);

    private static async Task<TestService> WithActivitiesAsync(TimeProvider clock, Action<Temporalio.Api.Command.V1.ScheduleActivityTaskCommandAttributes> adjust, params string[] ids)
    {
        var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. ids.Select(id => Commands.Activity(id, adjust))]);
        return service;
    }

    private static Task<IMessage> PauseAsync(TestService service, string id, string requestId = "") => service.Client.CallAsync(
        new PauseActivityRequest { Namespace = TestService.Namespace, Execution = _execution, Id = id, Identity = "operator", Reason = "look at it", RequestId = requestId });

    private static Task<IMessage> FailAsync(TestService service, PollActivityTaskQueueResponse task) => service.Client.CallAsync(
        new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = new Failure { Message = "no" }, Identity = "test" });

    private static async Task<PendingActivityInfo> PendingAsync(TestService service, string id) => (await service.DescribeAsync("w")).PendingActivities.Single(a => a.ActivityId == id);

    private static async Task<IList<WorkflowExecutionInfo>> FindAsync(TestService service) => (await service.Client.CallAsync<ListWorkflowExecutionsResponse>(
        new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = "TemporalPauseInfo = 'property:activityType=work'" })).Executions;

    private static Payloads Details(string text) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(text) } } };
}
