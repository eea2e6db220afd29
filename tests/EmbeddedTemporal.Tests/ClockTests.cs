using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Machines sleep, and their clocks are set.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan _timer = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan _anHour = TimeSpan.FromHours(1);

    // A service looks at the clock that often.
    private static readonly TimeSpan _nextLook = TimeSpan.FromMinutes(1);

    private readonly AdjustableClock _clock = new();

    [Fact]
    public async Task A_timer_whose_time_came_while_the_machine_slept_fires_within_a_minute()
    {
        await using var service = await WaitForTimerAsync();
        _clock.Set(_anHour);
        _clock.Pass(_nextLook);
        await HearOfTimerAsync(service);
    }

    [Fact]
    public async Task A_timer_that_lies_months_ahead_fires_in_its_time()
    {
        await using var service = await WaitForTimerAsync(TimeSpan.FromDays(60));
        _clock.Set(TimeSpan.FromDays(60) - (2 * _nextLook));
        _clock.Pass(_nextLook);
        await AssertStillWaitsAsync(service);
        _clock.Pass(_nextLook);
        await HearOfTimerAsync(service);
    }

    [Fact]
    public async Task A_timer_does_not_fire_later_because_the_clock_was_set_back()
    {
        await using var service = await WaitForTimerAsync();
        _clock.Pass(_nextLook);
        _clock.Set(-_anHour);
        Pass(_timer - (2 * _nextLook));
        await AssertStillWaitsAsync(service);
        _clock.Pass(_nextLook);
        await HearOfTimerAsync(service);
    }

    [Fact]
    public async Task A_timer_does_not_fire_later_because_the_clock_was_set_back_while_the_service_was_down()
    {
        await using var service = await WaitForTimerAsync();
        await service.RestartAsync(whileDown: () => _clock.Set(-_anHour));
        Pass(_timer - _nextLook);
        await AssertStillWaitsAsync(service);
        _clock.Pass(_nextLook);
        await HearOfTimerAsync(service);
    }

    [Fact]
    public async Task Time_never_goes_back_in_a_history()
    {
        await using var service = await WaitForTimerAsync();
        foreach (var restart in (bool[])[false, true, false])
        {
            _clock.Set(-_anHour);
            if (restart)
            {
                await service.RestartAsync();
            }

            await service.SignalAsync("w", "s");
            await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        }

        var times = (await ReadAsync(service, "w")).History.Events.Select(e => e.EventTime.ToDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_workflow_that_begins_after_the_clock_was_set_back_begins_by_that_clock()
    {
        await using var service = await WaitForTimerAsync();
        _clock.Set(-_anHour);
        await service.StartWorkflowAsync("new");
        Assert.All((await ReadAsync(service, "new")).History.Events, e => Assert.Equal(_clock.GetUtcNow(), e.EventTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task A_second_signal_with_start_ends_the_delay_that_a_signal_alone_does_not()
    {
        await using var service = await TestService.StartAsync(_clock);
        await SignalWithStartAsync(service);
        await service.SignalAsync("w", "alone");
        Assert.DoesNotContain(EventType.WorkflowTaskScheduled, await service.HistoryAsync("w"));
        await SignalWithStartAsync(service);
        var task = await service.PollWorkflowTaskAsync();
        Assert.Equal(3, task.History.Events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
        await service.CompleteAsync(task);

        // Nor does it begin once more when the delay is over.
        Pass(_anHour);
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowTaskScheduled);

        static Task<IMessage> SignalWithStartAsync(TestService service) => service.Client.CallAsync(new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowId = "w",
            WorkflowType = new() { Name = "Test" },
            TaskQueue = new() { Name = "queue" },
            SignalName = "s",
            WorkflowStartDelay = Duration.FromTimeSpan(_anHour / 2),
        });
    }

    /// <summary>A clock that is looked at every minute, as it is with many workflows.</summary>
    private void Pass(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += _nextLook)
        {
            _clock.Pass(_nextLook);
        }
    }

    private async Task<TestService> WaitForTimerAsync(TimeSpan? timer = null)
    {
        var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Timer("t", timer ?? _timer));
        return service;
    }

    private static async Task AssertStillWaitsAsync(TestService service)
    {
        await service.Server.Service.SettleAsync();
        Assert.DoesNotContain(EventType.TimerFired, await service.HistoryAsync("w"));
    }

    private static async Task HearOfTimerAsync(TestService service) => Assert.Contains((await service.PollWorkflowTaskAsync()).History.Events, e => e.EventType == EventType.TimerFired);

    private static Task<GetWorkflowExecutionHistoryResponse> ReadAsync(TestService service, string workflowId) => service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(
        new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId } });
}
