using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.StandaloneActivities;

public sealed class StandaloneActivityTests
{
    [Fact]
    public async Task A_worker_gets_the_activity_without_a_workflow_and_the_client_gets_its_result()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        var started = await driver.StartAsync();
        var outcome = driver.OutcomeAsync();

        var task = await driver.TakeAsync("worker");

        Assert.Equal((true, "a", "Test", started.RunId, "default", 1), (started.Started, task.ActivityId, task.ActivityType.Name, task.ActivityRunId, task.WorkflowNamespace, task.Attempt));
        Assert.Equal(((object?)null, (object?)null), (task.WorkflowExecution, task.WorkflowType));
        Assert.Equal((ActivityDriver.Payloads("input"), 600), (task.Input, task.StartToCloseTimeout.Seconds));
        Assert.Equal((ActivityExecutionStatus.Running, PendingActivityState.Started, "worker"), (await driver.InfoAsync()) is var running ? (running.Status, running.RunState, running.LastWorkerIdentity) : default);
        await driver.CompleteAsync(task);
        Assert.Equal(ActivityDriver.Payloads("result"), (await outcome).Result);
        var description = await driver.DescribeAsync();
        Assert.Equal((ActivityExecutionStatus.Completed, PendingActivityState.Unspecified, true), (description.Info.Status, description.Info.RunState, description.LongPollToken.IsEmpty));
        Assert.Equal((ActivityDriver.Payloads("input"), ActivityDriver.Payloads("result")), (description.Input, description.Outcome.Result));
        Assert.NotNull(description.Info.CloseTime);
    }

    [Fact]
    public async Task Payloads_are_described_only_to_those_who_ask_for_them()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => r.RetryPolicy = new RetryPolicy { MaximumAttempts = 1 });
        var task = await driver.TakeAsync();
        await driver.HeartbeatAsync(task, "half");
        await driver.FailAsync(task);

        var full = await driver.DescribeAsync();
        var brief = await driver.DescribeAsync(r => (r.IncludeInput, r.IncludeOutcome, r.IncludeHeartbeatDetails, r.IncludeLastFailure) = (false, false, false, false));

        Assert.Equal(("broken", "broken", ActivityDriver.Payloads("half")), (full.Outcome.Failure.Message, full.Info.LastFailure.Message, full.Info.HeartbeatDetails));
        Assert.Equal((RetryState.MaximumAttemptsReached, 1), (full.Outcome.RetryState, full.Info.TotalHeartbeatCount));
        Assert.Null(brief.Input);
        Assert.Null(brief.Outcome);
        Assert.Null(brief.Info.HeartbeatDetails);
        Assert.Null(brief.Info.LastFailure);
    }

    [Fact]
    public async Task A_failed_attempt_is_followed_by_another_with_its_heartbeat_until_no_other_is_allowed()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => r.RetryPolicy = new RetryPolicy { InitialInterval = ActivityDriver.Seconds(10), MaximumAttempts = 3 });
        var first = await driver.TakeAsync();
        await driver.HeartbeatAsync(first, "half");
        await driver.FailAsync(first);
        var backingOff = await driver.InfoAsync();
        Assert.Equal((2, PendingActivityState.Scheduled, 10), (backingOff.Attempt, backingOff.RunState, (backingOff.NextAttemptScheduleTime - backingOff.LastAttemptCompleteTime).Seconds));

        clock.Pass(TimeSpan.FromSeconds(10));
        var second = await driver.TakeAsync();
        Assert.Equal((2, ActivityDriver.Payloads("half")), (second.Attempt, second.HeartbeatDetails));
        await driver.FailAsync(second, f => f.NextRetryDelay = ActivityDriver.Seconds(1));
        clock.Pass(TimeSpan.FromSeconds(1));
        await driver.FailAsync(await driver.TakeAsync());

        Assert.Equal(("broken", RetryState.MaximumAttemptsReached), (await driver.OutcomeAsync()) is var outcome ? (outcome.Failure.Message, outcome.RetryState) : default);
        Assert.Equal((ActivityExecutionStatus.Failed, 3), (await driver.InfoAsync()) is var info ? (info.Status, info.Attempt) : default);
    }

    [Theory]
    [InlineData(TimeoutType.ScheduleToStart, false, TimeoutType.ScheduleToStart)]
    [InlineData(TimeoutType.ScheduleToClose, false, TimeoutType.ScheduleToClose)]
    [InlineData(TimeoutType.StartToClose, true, TimeoutType.StartToClose)]
    [InlineData(TimeoutType.Heartbeat, true, TimeoutType.Heartbeat)]
    public async Task Each_timeout_ends_an_activity_that_may_not_be_retried(TimeoutType timeout, bool isTaken, TimeoutType expected)
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r =>
        {
            r.RetryPolicy = new RetryPolicy { MaximumAttempts = 1 };
            _ = timeout switch
            {
                TimeoutType.ScheduleToStart => r.ScheduleToStartTimeout = ActivityDriver.Seconds(5),
                TimeoutType.ScheduleToClose => r.ScheduleToCloseTimeout = ActivityDriver.Seconds(5),
                TimeoutType.StartToClose => r.StartToCloseTimeout = ActivityDriver.Seconds(5),
                _ => r.HeartbeatTimeout = ActivityDriver.Seconds(5),
            };
        });
        if (isTaken)
        {
            await driver.TakeAsync();
        }

        clock.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(expected, (await driver.OutcomeAsync()).Failure.TimeoutFailureInfo.TimeoutType);
        Assert.Equal(ActivityExecutionStatus.TimedOut, (await driver.InfoAsync()).Status);
    }

    [Fact]
    public async Task A_start_delay_holds_back_the_first_attempt_and_its_timeouts()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => (r.StartDelay, r.ScheduleToCloseTimeout) = (ActivityDriver.Seconds(60), ActivityDriver.Seconds(30)));
        var early = driver.TakeAsync();
        clock.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal(PendingActivityState.Scheduled, (await driver.InfoAsync()).RunState);
        Assert.Equal(90, (await driver.InfoAsync()) is var info ? (info.ExpirationTime - info.ScheduleTime).Seconds : 0);

        clock.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("a", (await early).ActivityId);
    }

    [Fact]
    public async Task An_activity_that_no_worker_has_is_cancelled_at_once()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();

        await driver.CancelAsync();

        Assert.Contains("no longer needed", (await driver.OutcomeAsync()).Failure.CanceledFailureInfo.Details.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal((ActivityExecutionStatus.Canceled, "no longer needed"), (await driver.InfoAsync()) is var info ? (info.Status, info.CanceledReason) : default);
    }

    [Fact]
    public async Task A_worker_learns_of_a_cancellation_with_its_heartbeat_and_confirms_it()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();
        var task = await driver.TakeAsync();
        Assert.False((await driver.HeartbeatAsync(task, "1")).CancelRequested);
        var confirm = new RespondActivityTaskCanceledRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Details = ActivityDriver.Payloads("stopped") };
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(confirm))).StatusCode);

        await driver.CancelAsync();
        await driver.CancelAsync();

        Assert.Equal(PendingActivityState.CancelRequested, (await driver.InfoAsync()).RunState);
        Assert.True((await driver.HeartbeatAsync(task, "2")).CancelRequested);
        var other = await Assert.ThrowsAsync<RpcException>(() => driver.CancelAsync(requestId: "other"));
        Assert.Equal((StatusCode.FailedPrecondition, "cancellation already requested with request ID cancel"), (other.StatusCode, other.Status.Detail));
        await service.Client.CallAsync(confirm);
        Assert.Equal(ActivityDriver.Payloads("stopped"), (await driver.OutcomeAsync()).Failure.CanceledFailureInfo.Details);
    }

    [Fact]
    public async Task A_terminated_activity_has_no_use_for_its_worker()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();
        var task = await driver.TakeAsync();

        await driver.TerminateAsync();
        await driver.TerminateAsync();

        Assert.Equal(("enough", Failure.FailureInfoOneofCase.TerminatedFailureInfo), (await driver.OutcomeAsync()) is var outcome ? (outcome.Failure.Message, outcome.Failure.FailureInfoCase) : default);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.CompleteAsync(task))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.HeartbeatAsync(task, "x"))).StatusCode);
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => driver.TerminateAsync(requestId: "other"))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.CancelAsync())).StatusCode);
    }

    [Fact]
    public async Task Answers_find_the_activity_by_its_id()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        var complete = new RespondActivityTaskCompletedByIdRequest { Namespace = TestService.Namespace, ActivityId = "a", Result = ActivityDriver.Payloads("by id") };
        Assert.Equal("activity execution not found", (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(complete))).Status.Detail);
        complete.RunId = (await driver.StartAsync()).RunId;
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(complete))).StatusCode);
        await driver.TakeAsync();

        await service.Client.CallAsync(new RecordActivityTaskHeartbeatByIdRequest { Namespace = TestService.Namespace, ActivityId = "a", Details = ActivityDriver.Payloads("half") });
        await service.Client.CallAsync(complete);

        Assert.Equal(ActivityDriver.Payloads("by id"), (await driver.OutcomeAsync()).Result);
    }

    [Theory]
    [InlineData(ActivityIdConflictPolicy.Unspecified, false)]
    [InlineData(ActivityIdConflictPolicy.Fail, false)]
    [InlineData(ActivityIdConflictPolicy.UseExisting, true)]
    public async Task There_is_one_open_activity_of_an_id(ActivityIdConflictPolicy policy, bool isFound)
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        var first = await driver.StartAsync(r => r.RequestId = "first");

        Assert.Equal((first.RunId, true), (await driver.StartAsync(r => r.RequestId = "first")) is var again ? (again.RunId, again.Started) : default);
        if (isFound)
        {
            Assert.Equal((first.RunId, false), (await driver.StartAsync(r => r.IdConflictPolicy = policy)) is var found ? (found.RunId, found.Started) : default);
            return;
        }

        var refusal = await Assert.ThrowsAsync<RpcException>(() => driver.StartAsync(r => r.IdConflictPolicy = policy));
        Assert.Equal((StatusCode.AlreadyExists, "activity execution already started"), (refusal.StatusCode, refusal.Status.Detail));
        var details = refusal.GetRpcStatus()!.GetDetail<ActivityExecutionAlreadyStartedFailure>();
        Assert.Equal(("first", first.RunId), (details.StartRequestId, details.RunId));
    }

    [Theory]
    [InlineData(ActivityIdReusePolicy.AllowDuplicate, true, true)]
    [InlineData(ActivityIdReusePolicy.AllowDuplicateFailedOnly, false, true)]
    [InlineData(ActivityIdReusePolicy.RejectDuplicate, false, false)]
    public async Task An_id_is_used_again_as_the_policy_allows(ActivityIdReusePolicy policy, bool afterSuccess, bool afterTermination)
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        foreach (var (succeeds, allowed) in new[] { (true, afterSuccess), (false, afterTermination) })
        {
            var before = await driver.StartAsync();
            await (succeeds ? driver.CompleteAsync(await driver.TakeAsync()) : driver.TerminateAsync());
            if (allowed)
            {
                Assert.NotEqual(before.RunId, (await driver.StartAsync(r => r.IdReusePolicy = policy)).RunId);
                await driver.TerminateAsync();
            }
            else
            {
                Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => driver.StartAsync(r => r.IdReusePolicy = policy))).StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_description_waits_for_the_next_change()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        var runId = (await driver.StartAsync()).RunId;
        var token = (await driver.DescribeAsync()).LongPollToken;
        var changed = driver.DescribeAsync(r => (r.RunId, r.LongPollToken) = (runId, token));

        await driver.TakeAsync();

        Assert.Equal(PendingActivityState.Started, (await changed).Info.RunState);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync(r => r.LongPollToken = token));
        Assert.Equal("run id is required when long poll token is provided", refusal.Status.Detail);
    }

    [Fact]
    public async Task A_deleted_activity_is_gone_also_while_it_runs()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();
        var task = await driver.TakeAsync();
        var waiting = driver.OutcomeAsync();

        await driver.DeleteAsync();

        Assert.Equal("activity execution not found", (await Assert.ThrowsAsync<RpcException>(() => waiting)).Status.Detail);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync())).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.CompleteAsync(task))).StatusCode);
        Assert.Empty(await driver.ListAsync());
        await driver.StartAsync();
        await service.RestartAsync();
        Assert.Equal(["a"], await new ActivityDriver(service.Client).ListAsync());
    }

    [Fact]
    public async Task An_attempt_that_never_reached_its_worker_goes_to_another()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();
        var lost = await driver.TakeAsync();

        service.Server.Service.Router.Find("/temporal.api.workflowservice.v1.WorkflowService/PollActivityTaskQueue")!.Undelivered!(lost);

        Assert.Equal(1, (await driver.TakeAsync()).Attempt);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => driver.CompleteAsync(lost))).StatusCode);
    }

    [Fact]
    public async Task Wrong_starts_are_refused_in_the_real_services_words()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        (Action<StartActivityExecutionRequest> Adjust, string Refusal)[] cases =
        [
            (r => r.TaskQueue = null, "taskQueue is not set"),
            (r => r.ActivityId = "", "activityId is not set"),
            (r => r.ActivityType = null, "activityType is not set"),
            (r => r.ActivityId = new string('a', 1001), "activityId exceeds length limit. Length=1001 Limit=1000"),
            (r => r.ScheduleToCloseTimeout = null, "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity. ActivityId=a ActivityType=Test"),
            (r => r.HeartbeatTimeout = ActivityDriver.Seconds(-1), "invalid HeartbeatTimeout: negative duration"),
            (r => r.StartDelay = ActivityDriver.Seconds(-1), "invalid StartDelay: negative duration"),
            (r => r.RetryPolicy = new RetryPolicy { BackoffCoefficient = 0.5 }, "BackoffCoefficient cannot be less than 1 on retry policy."),
            (r => r.Priority = new Priority { PriorityKey = -1 }, "invalid priorities: priority key can't be negative"),
            (r => r.Input = ActivityDriver.Payloads(new string('x', 2 * 1024 * 1024)), "input exceeds length limit"),
            (r => r.SearchAttributes = new SearchAttributes { IndexedFields = { ["Unknown"] = new Payload() } }, "Namespace default has no mapping defined for search attribute Unknown"),
        ];
        foreach (var (adjust, expected) in cases)
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => driver.StartAsync(adjust));
            Assert.Equal((StatusCode.InvalidArgument, expected), (refusal.StatusCode, refusal.Status.Detail));
        }

        Assert.Equal("activity ID is required", (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync(r => r.ActivityId = ""))).Status.Detail);
        Assert.Equal("invalid run id: must be a valid UUID", (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync(r => r.RunId = "x"))).Status.Detail);
        Assert.Equal("activity execution not found", (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync())).Status.Detail);
    }

    [Fact]
    public async Task Operators_pause_unpause_reset_and_change_an_activity()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => r.RetryPolicy = new RetryPolicy { InitialInterval = ActivityDriver.Seconds(100) });
        await service.Client.CallAsync(new PauseActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = "a", RequestId = "pause", Reason = "wait" });
        Assert.Equal((ActivityExecutionStatus.Running, PendingActivityState.Paused), (await driver.InfoAsync()) is var paused ? (paused.Status, paused.RunState) : default);
        var again = new PauseActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = "a", RequestId = "other" };
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(again))).StatusCode);

        var waiting = driver.TakeAsync();
        await service.Client.CallAsync(new UnpauseActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = "a" });
        await driver.FailAsync(await waiting);
        Assert.Equal(2, (await driver.InfoAsync()).Attempt);
        await service.Client.CallAsync(new ResetActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = "a" });
        var first = await driver.TakeAsync();
        Assert.Equal(1, first.Attempt);

        var update = new UpdateActivityExecutionOptionsRequest
        {
            Namespace = TestService.Namespace,
            ActivityId = "a",
            ActivityOptions = new() { TaskQueue = new() { Name = "elsewhere" } },
            UpdateMask = new() { Paths = { "task_queue.name" } },
        };
        Assert.Equal("elsewhere", (await service.Client.CallAsync<UpdateActivityExecutionOptionsResponse>(update)).ActivityOptions.TaskQueue.Name);
        Assert.Equal(["a"], await driver.ListAsync("TaskQueue = 'elsewhere'"));
        await driver.CompleteAsync(first);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(update))).StatusCode);
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_the_activity()
    {
        await using var service = await TestService.StartAsync(options => options with { Limits = options.Limits with { MaxPayloadBytes = 100 } });
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();

        await driver.CompleteAsync(await driver.TakeAsync(), new string('x', 200));

        Assert.Equal("Complete result exceeds size limit.", (await driver.OutcomeAsync()).Failure.Message);
    }
}
