using Conformance.DotNet;
using Conformance.Scenarios;
using EmbeddedTemporal;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Conformance.Schedules;

/// <summary>The official .NET client and worker drive schedules through all their calls.</summary>
[Trait("Category", "Conformance")]
public sealed class DotNetScheduleTests : IAsyncLifetime
{
    private const string Queue = "schedules";

    private static readonly SearchAttributeKey<string> _team = SearchAttributeKey.CreateKeyword("Team");
    private static readonly SearchAttributeKey<long> _rank = SearchAttributeKey.CreateLong("Rank");

    // A busy machine may need long.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private EmbeddedTemporalServer _server = null!;
    private DotNetWorker _worker = null!;
    private TemporalClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var attributes = new Dictionary<string, IndexedValueType> { [_team.Name] = IndexedValueType.Keyword, [_rank.Name] = IndexedValueType.Int };
        _server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, SearchAttributes = attributes });
        _worker = await DotNetWorker.StartAsync(_server.Address, Queue);
        _client = await TemporalClient.ConnectAsync(new(_server.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_description_shows_the_schedule_that_was_created()
    {
        var calendar = new ScheduleCalendarSpec
        {
            Second = [new(1)],
            Minute = [new(2, 3)],
            Hour = [new(4, 8, 2)],
            DayOfMonth = [new(7)],
            Month = [new(9)],
            Year = [new(2080)],
            Comment = "a comment",
        };
        var spec = new ScheduleSpec
        {
            Calendars = [calendar],
            Intervals = [new(Every: TimeSpan.FromDays(10), Offset: TimeSpan.FromDays(2))],
            CronExpressions = ["0 12 * * MON"],
            Skip = [new() { Year = [new(2050)] }],
            StartAt = new DateTime(2060, 7, 8, 9, 10, 11, DateTimeKind.Utc),
            Jitter = TimeSpan.FromSeconds(80),
        };
        var schedule = new Schedule(Hello("described"), spec)
        {
            Policy = new() { Overlap = ScheduleOverlapPolicy.BufferOne, CatchupWindow = TimeSpan.FromMinutes(5), PauseOnFailure = true },
            State = new() { Note = "a note", Paused = true, RemainingActions = 30 },
        };

        var handle = await _client.CreateScheduleAsync("described", schedule, new() { Memo = new Dictionary<string, object> { ["m"] = "memo" } });
        var described = await handle.DescribeAsync();

        var action = Assert.IsType<ScheduleActionStartWorkflow>(described.Schedule.Action);
        Assert.Equal(("hello", TimeSpan.FromHours(1)), (action.Workflow, action.Options.ExecutionTimeout));
        Assert.Equal("world", await Assert.IsType<EncodedRawValue>(action.Args.Single()).ToValueAsync<string>());
        Assert.Equal("memo", await described.Memo["m"].ToValueAsync<string>());
        var cron = described.Schedule.Spec.Calendars.Last();
        Assert.Equal((new ScheduleRange(12), new ScheduleRange(1)), (cron.Hour.Single(), cron.DayOfWeek.Single()));
        AssertSame(calendar, described.Schedule.Spec.Calendars.First());
        AssertSame(spec.Skip, described.Schedule.Spec.Skip);
        AssertSame(spec.Intervals, described.Schedule.Spec.Intervals);
        Assert.Equal((spec.StartAt, spec.Jitter), (described.Schedule.Spec.StartAt, described.Schedule.Spec.Jitter));
        AssertSame(schedule.Policy, described.Schedule.Policy);
        AssertSame(schedule.State, described.Schedule.State);
    }

    [Fact]
    public async Task A_calendar_without_fields_means_midnight()
    {
        var handle = await _client.CreateScheduleAsync("midnight", new(Hello("midnight"), new() { Calendars = [new()] }) { State = new() { Paused = true } });

        var described = await handle.DescribeAsync();

        AssertSame(new ScheduleCalendarSpec(), described.Schedule.Spec.Calendars.Single());
        var times = described.Info.NextActionTimes.ToList();
        Assert.Equal(10, times.Count);
        Assert.All(times, t => Assert.Equal(TimeSpan.Zero, t.TimeOfDay));
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(TimeSpan.FromDays(1), pair.Second - pair.First));
    }

    [Fact]
    public async Task It_is_updated_paused_triggered_and_deleted()
    {
        var paused = new Schedule(Hello("changed"), new()) { State = new() { Paused = true } };
        var handle = await _client.CreateScheduleAsync("changed", paused);
        await Assert.ThrowsAsync<ScheduleAlreadyRunningException>(() => _client.CreateScheduleAsync("changed", paused));

        await handle.UpdateAsync(input =>
        {
            ((ScheduleActionStartWorkflow)input.Description.Schedule.Action).Options.TaskTimeout = TimeSpan.FromMinutes(7);
            return new ScheduleUpdate(input.Description.Schedule);
        });
        var described = await handle.DescribeAsync();
        Assert.Equal(TimeSpan.FromMinutes(7), ((ScheduleActionStartWorkflow)described.Schedule.Action).Options.TaskTimeout);
        var updated = described.Info.LastUpdatedAt;
        await handle.UpdateAsync(_ => (ScheduleUpdate?)null);
        Assert.Equal(updated, (await handle.DescribeAsync()).Info.LastUpdatedAt);

        await handle.UnpauseAsync();
        Assert.Equal((false, "Unpaused via .NET SDK"), StateOf(await handle.DescribeAsync()));
        await handle.PauseAsync("for today");
        Assert.Equal((true, "for today"), StateOf(await handle.DescribeAsync()));

        await handle.TriggerAsync();
        described = await handle.DescribeAsync();
        var run = Assert.IsType<ScheduleActionExecutionStartWorkflow>(described.Info.RecentActions.Single().Action);
        var workflow = _client.GetWorkflowHandle(run.WorkflowId, run.FirstExecutionRunId);
        Assert.Equal("Hello, world!", await workflow.GetResultAsync<string>());
        Assert.Equal("changed", (await workflow.DescribeAsync()).TypedSearchAttributes.Get(SearchAttributeKey.CreateKeyword("TemporalScheduledById")));

        await handle.DeleteAsync();
        Assert.Equal(RpcException.StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync())).Code);
    }

    [Fact]
    public async Task It_is_triggered_and_backfilled_as_it_is_created()
    {
        var now = DateTime.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var everyMinute = new Schedule(Hello("backfilled"), new() { Intervals = [new(Every: TimeSpan.FromMinutes(1))] }) { State = new() { Paused = true } };

        var handle = await _client.CreateScheduleAsync("backfilled", everyMinute, new()
        {
            TriggerImmediately = true,
            Backfills = [new(StartAt: now - TimeSpan.FromSeconds(601), EndAt: now - TimeSpan.FromMinutes(9), Overlap: ScheduleOverlapPolicy.AllowAll)],
        });
        Assert.Equal(3, (await handle.DescribeAsync()).Info.NumActions);

        await handle.BackfillAsync([new(StartAt: now - TimeSpan.FromMinutes(4), EndAt: now - TimeSpan.FromMinutes(2), Overlap: ScheduleOverlapPolicy.AllowAll)]);
        Assert.Equal(6, (await handle.DescribeAsync()).Info.NumActions);
    }

    [Fact]
    public async Task It_is_found_by_search_attributes_which_updates_replace()
    {
        var paused = new Schedule(Hello("found"), new()) { State = new() { Paused = true } };
        await _client.CreateScheduleAsync("found-1", paused);
        var handle = await _client.CreateScheduleAsync("found-2", paused, new() { TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(_team, "red").Set(_rank, 7).ToSearchAttributeCollection() });
        Assert.Equal(["found-2", "found-1"], await ListAsync(null));
        Assert.Equal(["found-2"], await ListAsync("Team = 'red' AND Rank > 6"));

        await handle.UpdateAsync(input => new(input.Description.Schedule)
        {
            TypedSearchAttributes = new SearchAttributeCollection.Builder(input.Description.TypedSearchAttributes).Set(_team, "blue").ToSearchAttributeCollection(),
        });
        Assert.Equal((0, 1), ((await ListAsync("Team = 'red'")).Count, (await ListAsync("Rank = 7")).Count));
        await handle.UpdateAsync(input => new(input.Description.Schedule) { TypedSearchAttributes = SearchAttributeCollection.Empty });
        Assert.Empty(await ListAsync("Rank = 7"));
    }

    [Fact]
    public async Task A_workflow_starts_each_second()
    {
        var schedule = new Schedule(Hello("second"), new() { Intervals = [new(Every: TimeSpan.FromSeconds(1))] }) { State = new() { LimitedActions = true, RemainingActions = 2 } };
        var handle = await _client.CreateScheduleAsync("second", schedule);

        using var end = new CancellationTokenSource(_patience);
        ScheduleDescription described;
        do
        {
            end.Token.ThrowIfCancellationRequested();
            described = await handle.DescribeAsync();
        }
        while (described.Info.NumActions < 2 || described.Info.RunningActions.Count > 0);

        Assert.Equal(2, described.Info.RecentActions.Select(a => a.ScheduledAt).Distinct().Count());
        Assert.Equal(0, described.Schedule.State.RemainingActions);
    }

    private static ScheduleActionStartWorkflow Hello(string id) =>
        ScheduleActionStartWorkflow.Create((HelloWorkflow w) => w.RunAsync("world"), new(id, Queue) { ExecutionTimeout = TimeSpan.FromHours(1) });

    private static (bool Paused, string? Note) StateOf(ScheduleDescription description) => (description.Schedule.State.Paused, description.Schedule.State.Note);

    private static void AssertSame<T>(T expected, T actual) => Assert.Equal(System.Text.Json.JsonSerializer.Serialize(expected), System.Text.Json.JsonSerializer.Serialize(actual));

    private async Task<List<string>> ListAsync(string? query)
    {
        var ids = new List<string>();
        await foreach (var schedule in _client.ListSchedulesAsync(new() { Query = query }))
        {
            ids.Add(schedule.Id);
        }

        return ids;
    }
}
