using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>How the runs of a schedule meet: overlap policies, results that are passed on, pauses after failures.</summary>
public sealed class ScheduledRunTests : IAsyncLifetime
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly AdjustableClock _clock = new();
    private TestService _service = null!;

    private ScheduleDriver Driver => new(_service.Client);

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(_clock);

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Skip_starts_nothing_while_a_run_is_open()
    {
        await PassThreeAsync(ScheduleOverlapPolicy.Skip);

        Assert.Equal(["w-2026-03-01T12:01:00Z"], await Driver.RunsAsync());
        Assert.Equal(2, (await Driver.InfoAsync()).OverlapSkipped);
        await EndFirstAsync();
        _clock.Pass(_minute);
        Assert.Equal(["w-2026-03-01T12:04:00Z"], await Driver.RunsAsync("Running"));
    }

    [Fact]
    public async Task Buffer_one_starts_one_when_the_run_has_ended()
    {
        await PassThreeAsync(ScheduleOverlapPolicy.BufferOne);
        Assert.Equal((1, 1), (await Driver.InfoAsync()) is var info ? (info.BufferSize, info.OverlapSkipped) : default);

        await Driver.AnswerAsync(Commands.Complete());
        await Driver.UntilAsync(i => i.ActionCount == 2);

        Assert.Equal(["w-2026-03-01T12:02:00Z"], await Driver.RunsAsync("Running"));
    }

    [Fact]
    public async Task Buffer_all_starts_one_after_the_other()
    {
        await PassThreeAsync(ScheduleOverlapPolicy.BufferAll);
        for (var actions = 2; actions <= 3; actions++)
        {
            await Driver.AnswerAsync(Commands.Complete());
            await Driver.UntilAsync(i => i.ActionCount == actions);
        }

        Assert.Equal(["w-2026-03-01T12:03:00Z"], await Driver.RunsAsync("Running"));
        Assert.Equal(0, (await Driver.InfoAsync()).BufferSize);
    }

    [Fact]
    public async Task Cancel_other_starts_the_next_when_the_cancelled_run_has_ended()
    {
        await PassThreeAsync(ScheduleOverlapPolicy.CancelOther);
        Assert.Equal(["w-2026-03-01T12:01:00Z"], await Driver.RunsAsync("Running"));
        var events = await _service.EventsAsync("w-2026-03-01T12:01:00Z");
        Assert.Equal("cancelled by schedule overlap policy", events.Single(e => e.EventType == EventType.WorkflowExecutionCancelRequested).WorkflowExecutionCancelRequestedEventAttributes.Cause);

        await Driver.AnswerAsync(new Command { CommandType = CommandType.CancelWorkflowExecution, CancelWorkflowExecutionCommandAttributes = new() });
        await Driver.UntilAsync(i => i.ActionCount == 2);

        // Of the two that waited the last one: it cancels the other before that has started.
        Assert.Equal(["w-2026-03-01T12:03:00Z"], await Driver.RunsAsync("Running"));
    }

    [Fact]
    public async Task Terminate_other_ends_the_run_and_starts_the_next()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.TerminateOther));
        _clock.Pass(_minute);
        _clock.Pass(_minute);
        await Driver.UntilAsync(i => i.ActionCount == 2);

        Assert.Equal(["w-2026-03-01T12:02:00Z"], await Driver.RunsAsync("Running"));
        var end = (await _service.EventsAsync("w-2026-03-01T12:01:00Z"))[^1].WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal(("terminated by schedule overlap policy", "temporal-scheduler-default-s"), (end.Reason, end.Identity));
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await Driver.InfoAsync()).RecentActions[0].StartWorkflowStatus);
    }

    [Fact]
    public async Task Allow_all_starts_all_side_by_side()
    {
        await PassThreeAsync(ScheduleOverlapPolicy.AllowAll);

        Assert.Equal(3, (await Driver.RunsAsync("Running")).Count);
        Assert.Empty((await Driver.InfoAsync()).RunningWorkflows);
    }

    [Fact]
    public async Task A_trigger_may_bring_another_policy()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.Skip));
        await Driver.TriggerAsync();
        _clock.Pass(TimeSpan.FromSeconds(5));
        await Driver.TriggerAsync();
        await Driver.TriggerAsync(ScheduleOverlapPolicy.AllowAll);

        Assert.Equal(["w-2026-03-01T12:00:00Z", "w-2026-03-01T12:00:05Z"], await Driver.RunsAsync());
    }

    [Fact]
    public async Task A_run_gets_the_result_of_the_one_before_and_its_failure()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        _clock.Pass(_minute);
        var complete = Commands.Complete();
        complete.CompleteWorkflowExecutionCommandAttributes.Result = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8("7") } } };
        Assert.Null((await Driver.AnswerAsync(complete)).LastCompletionResult);
        await Driver.UntilAsync(i => i.RunningWorkflows.Count == 0);
        _clock.Pass(_minute);
        var second = await Driver.AnswerAsync(Fail("boom"));
        await Driver.UntilAsync(i => i.RunningWorkflows.Count == 0);
        _clock.Pass(_minute);
        var third = await Driver.AnswerAsync(Commands.Complete());

        Assert.Equal(("7", null), (second.LastCompletionResult.Payloads_[0].Data.ToStringUtf8(), second.ContinuedFailure));
        Assert.Equal(("7", "boom"), (third.LastCompletionResult.Payloads_[0].Data.ToStringUtf8(), third.ContinuedFailure.Message));
    }

    [Fact]
    public async Task A_failure_pauses_the_schedule_if_it_says_so()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Policies.PauseOnFailure = true;
        await Driver.CreateAsync(schedule);
        _clock.Pass(_minute);
        await Driver.AnswerAsync(Fail("boom"));
        await Driver.UntilAsync(i => i.RunningWorkflows.Count == 0);
        _clock.Pass(_minute);

        var described = await Driver.DescribeAsync();
        Assert.Equal(1, described.Info.ActionCount);
        Assert.Equal((true, "paused due to workflow failure: w-2026-03-01T12:01:00Z: boom"), (described.Schedule.State.Paused, described.Schedule.State.Notes));
        Assert.Equal(WorkflowExecutionStatus.Failed, described.Info.RecentActions[0].StartWorkflowStatus);
        Assert.Equal(["s"], await Driver.ListAsync("TemporalSchedulePaused = true"));
    }

    [Fact]
    public async Task A_timeout_pauses_it_too()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Policies.PauseOnFailure = true;
        schedule.Action.StartWorkflow.WorkflowRunTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10));
        await Driver.CreateAsync(schedule);
        _clock.Pass(_minute);
        _clock.Pass(TimeSpan.FromSeconds(10));
        await Driver.UntilAsync(i => i.RunningWorkflows.Count == 0);

        Assert.Equal("paused due to workflow timeout: w-2026-03-01T12:01:00Z", (await Driver.DescribeAsync()).Schedule.State.Notes);
    }

    [Fact]
    public async Task A_run_that_continues_as_new_is_open_until_the_last_of_its_chain_ends()
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        _clock.Pass(_minute);
        await Driver.AnswerAsync(Commands.ContinueAsNew());
        _clock.Pass(_minute);
        Assert.Equal(1, (await Driver.InfoAsync()).OverlapSkipped);
        await EndFirstAsync();
        _clock.Pass(_minute);

        Assert.Equal(["w-2026-03-01T12:03:00Z"], await Driver.RunsAsync("Running"));
    }

    [Fact]
    public async Task The_workflow_id_can_be_kept_as_it_is()
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Policies.KeepOriginalWorkflowId = true;
        await Driver.CreateAsync(schedule);
        _clock.Pass(_minute);
        await EndFirstAsync();
        _clock.Pass(_minute);

        Assert.Equal(["w", "w"], await Driver.RunsAsync());
    }

    [Fact]
    public async Task A_workflow_id_that_is_taken_is_passed_over()
    {
        await _service.StartWorkflowAsync("w-2026-03-01T12:01:00Z");
        await Driver.CreateAsync(ScheduleDriver.EveryMinute());
        _clock.Pass(_minute);
        _clock.Pass(_minute);

        Assert.Equal(["w-2026-03-01T12:02:00Z"], await Driver.RunsAsync());
    }

    private static Command Fail(string message) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = new Failure { Message = message, ApplicationFailureInfo = new ApplicationFailureInfo() } },
    };

    /// <summary>Three times come while the first run is open.</summary>
    private async Task PassThreeAsync(ScheduleOverlapPolicy policy)
    {
        await Driver.CreateAsync(ScheduleDriver.EveryMinute(policy));
        for (var i = 0; i < 3; i++)
        {
            _clock.Pass(_minute);
        }
    }

    private async Task EndFirstAsync()
    {
        await Driver.AnswerAsync(Commands.Complete());
        await Driver.UntilAsync(i => i.RunningWorkflows.Count == 0);
    }
}
