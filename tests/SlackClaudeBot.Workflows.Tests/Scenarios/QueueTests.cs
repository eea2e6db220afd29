using System.Text.Json;
using EmbeddedTemporal;
using EmbeddedTemporal.Time;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>A busy host: tasks wait for their turn, and say so.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task A_task_that_waits_for_its_turn_shows_its_place_however_long_that_takes()
    {
        var clock = new TimeSkippingClock();
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, TimeProvider = clock, SearchAttributes = TaskSearchAttributes.Types }, CancellationToken.None);
        var turn = new TaskCompletionSource();
        var before = 2;
        await using var scenario = await TaskScenario.StartAsync(server, world =>
        {
            world.Slot = _ => turn.Task;
            world.Place = () => new QueuePlace(before);
        });
        await scenario.Log.FirstAsync<ProvisionSandbox>();
        clock.Advance(TimeSpan.FromSeconds(30));
        await ShownAsync("Queued, 2 before you");
        Assert.Equal(WorkStatus.Queued, await scenario.StatusAsync());

        before = 0;
        clock.Advance(QueueLine.PauseAfter(new QueuePlace(2)));
        await ShownAsync("Queued, next in line");
        clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(WorkStatus.Queued, await scenario.StatusAsync());
        turn.SetResult();

        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        var cards = scenario.Log.Of<TaskChanged>().Select(edited => edited.Task.Detail).ToList();
        Assert.DoesNotContain(cards[(cards.LastIndexOf("Queued, next in line") + 1)..], detail => detail?.StartsWith("Queued", StringComparison.Ordinal) == true);
        var memos = (await scenario.HistoryAsync()).Events.Where(IsQueueMemo).ToList();
        Assert.Equal(2, memos.Count);

        async Task ShownAsync(string detail) => await scenario.Log.FirstAsync<TaskChanged>(edited => edited.Task is { Status: WorkStatus.Queued } card && card.Detail == detail);
    }

    [Fact]
    public async Task A_task_that_has_its_turn_at_once_is_never_called_queued()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();
        Assert.Empty(scenario.Log.Of<PlaceAsked>());
        Assert.DoesNotContain((await scenario.HistoryAsync()).Events, IsQueueMemo);
    }

    [Fact]
    public async Task A_slot_is_held_until_the_review_and_taken_again_for_the_next_attempt()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.Log.FirstAsync<SlotReleased>(released => released.Slot.Lease == 1);
        Assert.Equal(1, Assert.Single(scenario.Log.Of<ProvisionSandbox>()).Slot.Lease);
        Assert.Empty(scenario.Log.Of<SlotTaken>());

        await scenario.RejectAsync("handle null too");
        await scenario.ReviewAsync(attempt: 2);
        Assert.Equal([2], scenario.Log.Of<SlotTaken>().Select(taken => taken.Slot.Lease));
        await scenario.Log.FirstAsync<SlotReleased>(released => released.Slot.Lease == 2);
        await scenario.ApproveAsync(attempt: 2);
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task A_paused_task_keeps_no_slot()
    {
        var agent = new TaskCompletionSource<ClaudeResult>();
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = _ => agent.Task);
        await scenario.Log.FirstAsync<RunClaudeCode>();
        await scenario.SignalAsync(SignalNames.Pause);
        agent.SetResult(Attempts.Agent());
        await scenario.Log.FirstAsync<SlotReleased>();
        await scenario.SignalAsync(SignalNames.Resume);
        await scenario.Log.FirstAsync<SlotTaken>();
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_while_it_waits_ends_at_once()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Slot = _ => Task.Delay(Timeout.Infinite, Temporalio.Activities.ActivityExecutionContext.Current.CancellationToken));
        await scenario.Log.FirstAsync<ProvisionSandbox>();
        await scenario.SignalAsync(SignalNames.Cancel, new Cancel("cancel-1", "U1", "not needed any more"));
        Assert.Equal(WorkStatus.Cancelled, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task Later_steps_go_before_earlier_ones_and_people_take_turns()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();
        var priorities = (await scenario.HistoryAsync()).Events.Where(e => e.EventType == EventType.ActivityTaskScheduled)
            .GroupBy(Name).ToDictionary(group => group.Key, group => group.First().ActivityTaskScheduledEventAttributes.Priority?.PriorityKey ?? 0);
        Assert.True(priorities["ProvisionSandbox"] > priorities["CollectChanges"]);
        Assert.True(priorities["CollectChanges"] > priorities["PushBranch"]);
        Assert.True(priorities[nameof(TaskOpened)] > priorities[nameof(ReviewOpened)]);
        Assert.True(priorities[nameof(TaskChanged)] > priorities[nameof(TaskOpened)]);
        Assert.Equal("C1/U1", TaskPriorities.Of(Attempts.Task()).FairnessKey);

        // An event is named by the summary that Temporal's UI shows.
        static string Name(HistoryEvent scheduled) => scheduled.UserMetadata?.Summary is { } summary
            ? JsonSerializer.Deserialize<string>(summary.Data.ToStringUtf8())!
            : scheduled.ActivityTaskScheduledEventAttributes.ActivityType.Name;
    }

    [Theory]
    [InlineData(null, 15)]
    [InlineData(0, 15)]
    [InlineData(3, 60)]
    [InlineData(199, 300)]
    public void All_cards_together_are_edited_about_once_a_second_at_most(int? before, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), QueueLine.PauseAfter(before is null ? null : new QueuePlace(before.Value)));
        Assert.True(Enumerable.Range(0, 200).Sum(place => 1 / QueueLine.PauseAfter(new QueuePlace(place)).TotalSeconds) < 1);
    }

    private static bool IsQueueMemo(HistoryEvent change) =>
        change.WorkflowPropertiesModifiedEventAttributes?.UpsertedMemo.Fields.ContainsKey(QueuedTask.MemoKey) == true;
}
