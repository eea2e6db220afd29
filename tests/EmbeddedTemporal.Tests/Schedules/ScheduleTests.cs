using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>Schedules as clients create, describe, change, find and delete them. It is noon, and time passes when told to.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly AdjustableClock _clock = new();
    private TestService _service = null!;

    private ScheduleDriver Driver => new(_service.Client);

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(_clock);

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_run_starts_at_each_time_and_says_why()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.AllowAll));
        _clock.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(await Driver.RunsAsync());
        _clock.Pass(TimeSpan.FromSeconds(1));
        _clock.Pass(_minute);

        Assert.Equal(["w-2026-03-01T12:01:00Z", "w-2026-03-01T12:02:00Z"], await Driver.RunsAsync());
        var started = (await _service.EventsAsync("w-2026-03-01T12:01:00Z"))[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal("temporal-scheduler-default-s", started.Identity);
        Assert.Equal("\"2026-03-01T12:01:00Z\"", started.SearchAttributes.IndexedFields["TemporalScheduledStartTime"].Data.ToStringUtf8());
        var info = await Driver.InfoAsync();
        Assert.Equal(2, info.ActionCount);
        var actions = info.RecentActions;
        Assert.Equal(["12:01:00", "12:02:00"], actions.Select(a => $"{a.ScheduleTime.ToDateTime():HH:mm:ss}"));
        Assert.Equal((await _service.DescribeAsync("w-2026-03-01T12:02:00Z")).WorkflowExecutionInfo.Execution, actions[1].StartWorkflowResult);
    }

    [Fact]
    public async Task A_description_shows_the_request_with_its_defaults_and_the_next_times()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Spec = new ScheduleSpec { CronString = { "0 9 * * *" }, TimezoneName = "Europe/Berlin" };
        schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = 3, Notes = "a note" };
        await Driver.CreateAsync(schedule, r => r.Memo = new Memo { Fields = { ["m"] = new Payload { Data = ByteString.CopyFromUtf8("1") } } });

        var described = await Driver.DescribeAsync();

        Assert.Equal((ScheduleOverlapPolicy.Skip, 365), (described.Schedule.Policies.OverlapPolicy, described.Schedule.Policies.CatchupWindow.ToTimeSpan().TotalDays));
        Assert.Equal((9, 9, 1), described.Schedule.Spec.StructuredCalendar.Single().Hour.Select(r => (r.Start, r.End, r.Step)).Single());
        Assert.Equal(schedule.State, described.Schedule.State);
        Assert.Equal("1", described.Memo.Fields["m"].Data.ToStringUtf8());
        Assert.Equal(["03-02 08:00", "03-03 08:00", "03-04 08:00"], described.Info.FutureActionTimes.Select(t => $"{t.ToDateTime():MM-dd HH:mm}"));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1], described.ConflictToken.ToByteArray());
    }

    [Fact]
    public async Task The_same_request_creates_once_and_another_one_is_refused()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.RequestId = "one");
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.RequestId = "one");

        var refused = await Assert.ThrowsAsync<RpcException>(() => Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.RequestId = "two"));

        Assert.Equal((StatusCode.AlreadyExists, "schedule \"s\" is already registered"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal("one", refused.GetRpcStatus()!.Details.Single().Unpack<WorkflowExecutionAlreadyStartedFailure>().StartRequestId);
    }

    [Fact]
    public async Task A_trigger_and_a_pause_with_a_note_may_come_with_the_request()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.InitialPatch = new SchedulePatch { TriggerImmediately = new(), Pause = "not yet" });
        _clock.Pass(_minute);

        var described = await Driver.DescribeAsync();

        Assert.Equal((true, "not yet", 1), (described.Schedule.State.Paused, described.Schedule.State.Notes, described.Info.ActionCount));
        Assert.Equal(["w-2026-03-01T12:00:00Z"], await Driver.RunsAsync());
    }

    [Fact]
    public async Task A_paused_schedule_waits_and_does_not_catch_up()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.AllowAll));
        await Driver.PatchAsync(new SchedulePatch { Pause = "for lunch" });
        _clock.Pass(TimeSpan.FromMinutes(5));
        await Driver.PatchAsync(new SchedulePatch { Unpause = "back" });
        Assert.Empty(await Driver.RunsAsync());
        _clock.Pass(_minute);

        Assert.Equal(["w-2026-03-01T12:06:00Z"], await Driver.RunsAsync());
        Assert.Equal("back", (await Driver.DescribeAsync()).Schedule.State.Notes);
        Assert.Equal(0, (await Driver.InfoAsync()).MissedCatchupWindow);
    }

    [Fact]
    public async Task Limited_actions_are_counted_down_and_triggers_are_not_counted()
    {
        var schedule = ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.AllowAll);
        schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = 2 };
        await Driver.CreateAsync(schedule);
        await Driver.TriggerAsync();
        for (var i = 0; i < 4; i++)
        {
            _clock.Pass(_minute);
        }

        var described = await Driver.DescribeAsync();
        Assert.Equal((3, 0), (described.Info.ActionCount, described.Schedule.State.RemainingActions));
        Assert.Empty(described.Info.FutureActionTimes);
    }

    [Fact]
    public async Task A_backfill_takes_the_times_of_a_period_with_both_ends()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.State.Paused = true;
        await Driver.CreateAsync(schedule);
        var end = _clock.GetUtcNow() - TimeSpan.FromMinutes(9);

        await Driver.PatchAsync(new SchedulePatch
        {
            BackfillRequest =
            {
                new BackfillRequest { StartTime = Timestamp.FromDateTimeOffset(end - _minute), EndTime = Timestamp.FromDateTimeOffset(end), OverlapPolicy = ScheduleOverlapPolicy.AllowAll },
            },
        });

        Assert.Equal(["w-2026-03-01T11:50:00Z", "w-2026-03-01T11:51:00Z"], await Driver.RunsAsync());
    }

    [Fact]
    public async Task A_long_backfill_goes_on_until_its_end()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.State.Paused = true;
        await Driver.CreateAsync(schedule);
        var now = _clock.GetUtcNow();
        await Driver.PatchAsync(new SchedulePatch
        {
            BackfillRequest =
            {
                new BackfillRequest { StartTime = Timestamp.FromDateTimeOffset(now - TimeSpan.FromMinutes(250)), EndTime = Timestamp.FromDateTimeOffset(now), OverlapPolicy = ScheduleOverlapPolicy.AllowAll },
            },
        });

        await Driver.UntilAsync(info =>
        {
            _clock.Pass(TimeSpan.FromMilliseconds(1));
            return info.ActionCount == 251;
        });
    }

    [Fact]
    public async Task An_update_replaces_all_but_what_has_happened()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.AllowAll));
        _clock.Pass(TimeSpan.FromSeconds(90));
        var updated = ScheduleDriver.EveryMinute();
        updated.Spec = new ScheduleSpec { CronString = { "30 12 * * *" } };
        updated.Action.StartWorkflow.WorkflowId = "other";

        await Driver.UpdateAsync(updated);
        _clock.Pass(TimeSpan.FromMinutes(40));

        Assert.Equal(["other-2026-03-01T12:30:00Z", "w-2026-03-01T12:01:00Z"], await Driver.RunsAsync());
        var info = await Driver.InfoAsync();
        Assert.Equal((2, "12:01:30"), (info.ActionCount, $"{info.UpdateTime.ToDateTime():HH:mm:ss}"));
    }

    [Fact]
    public async Task An_update_of_a_state_that_has_changed_since_is_refused()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        var token = (await Driver.DescribeAsync()).ConflictToken;
        await Driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => (r.ConflictToken, r.RequestId) = (token, "first"));

        var refused = await Assert.ThrowsAsync<RpcException>(() => Driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => r.ConflictToken = token));
        Assert.Equal((StatusCode.FailedPrecondition, "mismatched conflict token"), (refused.StatusCode, refused.Status.Detail));

        // The first one again: its answer was lost.
        await Driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => (r.ConflictToken, r.RequestId) = (token, "first"));
        Assert.Equal(2, (await Driver.DescribeAsync()).ConflictToken[^1]);
    }

    [Fact]
    public async Task The_same_patch_counts_once()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        await Driver.PatchAsync(new SchedulePatch { TriggerImmediately = new() { OverlapPolicy = ScheduleOverlapPolicy.AllowAll } }, "patch");
        _clock.Pass(TimeSpan.FromSeconds(2));
        await Driver.PatchAsync(new SchedulePatch { TriggerImmediately = new() { OverlapPolicy = ScheduleOverlapPolicy.AllowAll } }, "patch");

        Assert.Equal(1, (await Driver.InfoAsync()).ActionCount);
    }

    [Fact]
    public async Task Lists_find_schedules_by_attributes_pause_and_id_page_by_page()
    {
        await _service.Client.CallAsync(new AddSearchAttributesRequest { Namespace = TestService.Namespace, SearchAttributes = { ["Team"] = IndexedValueType.Keyword } });
        foreach (var id in (string[])["a", "b", "c"])
        {
            await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => (r.ScheduleId, r.SearchAttributes) = (id, id == "c" ? null : Team("red")));
        }

        await _service.Client.CallAsync(new PatchScheduleRequest { Namespace = TestService.Namespace, ScheduleId = "b", Patch = new SchedulePatch { Pause = "x" } });

        Assert.Equal(["c", "b", "a"], await Driver.ListAsync());
        Assert.Equal(["b", "a"], await Driver.ListAsync("Team = 'red'"));
        Assert.Equal(["b"], await Driver.ListAsync("TemporalSchedulePaused = true"));
        Assert.Equal(["c", "a"], await Driver.ListAsync("TemporalSchedulePaused = false"));
        Assert.Equal(["a"], await Driver.ListAsync("ScheduleId = 'a' AND Team = 'red'"));
        Assert.Equal((3, 2), (await Driver.CountAsync(), await Driver.CountAsync("Team = 'red'")));
        var first = await PageAsync(ByteString.Empty);
        var second = await PageAsync(first.NextPageToken);
        Assert.Equal(["c", "b", "a"], first.Schedules.Concat(second.Schedules).Select(s => s.ScheduleId));
        Assert.True(second.NextPageToken.IsEmpty);
        Assert.Equal(5, first.Schedules[0].Info.FutureActionTimes.Count);
        var refused = await Assert.ThrowsAsync<RpcException>(() => Driver.ListAsync("Tem = 'red'"));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);

        // Schedules are no workflows.
        Assert.Equal(0, (await _service.Client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = "Team = 'red'" })).Count);

        Task<ListSchedulesResponse> PageAsync(ByteString token) =>
            _service.Client.CallAsync<ListSchedulesResponse>(new ListSchedulesRequest { Namespace = TestService.Namespace, MaximumPageSize = 2, NextPageToken = token });
    }

    [Fact]
    public async Task An_update_leaves_search_attributes_out_or_replaces_them()
    {
        await _service.Client.CallAsync(new AddSearchAttributesRequest { Namespace = TestService.Namespace, SearchAttributes = { ["Team"] = IndexedValueType.Keyword } });
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.SearchAttributes = Team("red"));

        await Driver.UpdateAsync(ScheduleDriver.EveryMinute());
        Assert.Equal(["s"], await Driver.ListAsync("Team = 'red'"));
        await Driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => r.SearchAttributes = Team("blue"));
        Assert.Equal((0, 1), (await Driver.CountAsync("Team = 'red'"), await Driver.CountAsync("Team = 'blue'")));
        await Driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => r.SearchAttributes = new SearchAttributes());
        Assert.Equal(0, await Driver.CountAsync("Team IS NOT NULL"));
        Assert.Empty((await Driver.DescribeAsync()).SearchAttributes.IndexedFields);
    }

    [Fact]
    public async Task Matching_times_are_those_of_the_spec_up_to_a_thousand()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        var now = _clock.GetUtcNow();

        Assert.Equal(60, (await MatchingAsync(now - TimeSpan.FromHours(1))).StartTime.Count);
        Assert.Equal(1_000, (await MatchingAsync(now - TimeSpan.FromDays(30))).StartTime.Count);

        Task<ListScheduleMatchingTimesResponse> MatchingAsync(DateTimeOffset start) => _service.Client.CallAsync<ListScheduleMatchingTimesResponse>(new ListScheduleMatchingTimesRequest
        {
            Namespace = TestService.Namespace,
            ScheduleId = ScheduleDriver.Id,
            StartTime = Timestamp.FromDateTimeOffset(start),
            EndTime = Timestamp.FromDateTimeOffset(now),
        });
    }

    [Fact]
    public async Task A_deleted_schedule_is_gone_its_run_goes_on_and_its_id_is_free()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.InitialPatch = new SchedulePatch { TriggerImmediately = new() });
        await Driver.DeleteAsync();
        _clock.Pass(_minute);

        var refusals = new[]
        {
            await Assert.ThrowsAsync<RpcException>(() => Driver.DescribeAsync()),
            await Assert.ThrowsAsync<RpcException>(() => Driver.TriggerAsync()),
            await Assert.ThrowsAsync<RpcException>(() => Driver.UpdateAsync(ScheduleDriver.EveryMinute())),
            await Assert.ThrowsAsync<RpcException>(() => Driver.DeleteAsync()),
        };
        Assert.All(refusals, r => Assert.Equal((StatusCode.NotFound, "schedule not found"), (r.StatusCode, r.Status.Detail)));
        Assert.Empty(await Driver.ListAsync());
        Assert.Equal(["w-2026-03-01T12:00:00Z"], await Driver.RunsAsync("Running"));
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        Assert.Equal(0, (await Driver.InfoAsync()).ActionCount);
    }

    [Fact]
    public async Task A_schedule_that_has_had_nothing_to_do_for_a_week_is_removed()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Spec = new ScheduleSpec();
        await Driver.CreateAsync(schedule);
        _clock.Pass(TimeSpan.FromDays(6));
        Assert.Equal(["s"], await Driver.ListAsync());
        _clock.Pass(TimeSpan.FromDays(1));

        Assert.Empty(await Driver.ListAsync());
    }

    [Fact]
    public async Task Bad_requests_are_refused_in_the_real_service_s_words()
    {
        Assert.Equal("ScheduleId is not set on request.", await RefusalAsync(r => r.ScheduleId = ""));
        Assert.Equal("WorkflowId length exceeds limit.", await RefusalAsync(r => r.ScheduleId = new string('s', 980)));
        Assert.Equal("RequestId is not set on request.", await RefusalAsync(r => r.RequestId = ""));
        Assert.Equal("Invalid schedule spec: malformed expression", await RefusalAsync(r => r.Schedule.Spec.CronString.Add("x")));
        Assert.Equal("Invalid schedule spec: unknown time zone Nowhere/Land", await RefusalAsync(r => r.Schedule.Spec.TimezoneName = "Nowhere/Land"));
        Assert.Equal("Scheduled workflow must not contain CronSchedule", await RefusalAsync(r => r.Schedule.Action.StartWorkflow.CronSchedule = "* * * * *"));
        Assert.Equal("Scheduled workflow must not contain WorkflowIDReusePolicy", await RefusalAsync(r => r.Schedule.Action.StartWorkflow.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
        Assert.Equal("WorkflowType is not set on request.", await RefusalAsync(r => r.Schedule.Action.StartWorkflow.WorkflowType = null));
        Assert.Equal("WorkflowId length exceeds limit.", await RefusalAsync(r => r.Schedule.Action.StartWorkflow.WorkflowId = new string('w', 990)));
        Assert.Equal("Schedule notes exceeds limit.", await RefusalAsync(r => r.Schedule.State.Notes = new string('n', 1_001)));
        Assert.Equal("Blob data size exceeds limit.", await RefusalAsync(r => r.Memo = new Memo { Fields = { ["m"] = new Payload { Data = ByteString.CopyFrom(new byte[2_100_000]) } } }));
        Assert.Equal("Namespace default has no mapping defined for search attribute Team", await RefusalAsync(r => r.SearchAttributes = Team("red")));

        async Task<string> RefusalAsync(Action<CreateScheduleRequest> spoil)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => Driver.CreateAsync(ScheduleDriver.EveryMinute(), spoil));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            return refused.Status.Detail;
        }
    }

    private static SearchAttributes Team(string name) => new()
    {
        IndexedFields = { ["Team"] = new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8($"\"{name}\"") } },
    };
}
