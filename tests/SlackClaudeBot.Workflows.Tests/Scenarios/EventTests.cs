using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>A task tells what happens through one activity, whatever shows it.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task An_event_that_replaces_another_names_the_place_of_the_first()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        var undone = await scenario.ReplyAsync("never mind");
        await scenario.Log.FirstAsync<FeedbackTaken>();
        await scenario.SignalAsync(SignalNames.Undo, new Undo("undo-1", "U2", undone));
        await scenario.Log.FirstAsync<FeedbackUndone>();
        await scenario.ReplyAsync("handle null too");
        await scenario.PassAsync(TimeSpan.FromMinutes(1));
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        await scenario.EndAsync();

        var published = scenario.Log.Of<PublishTaskEvent>();
        Assert.Equal(["task_opened"], published.Where(e => e.Task is null).Select(e => e.Event is TaskOpened ? "task_opened" : e.Event.Key));
        Assert.All(published.Where(e => e.Task is not null), e => Assert.Equal(ScriptedActivities.Shown, e.Task));
        Assert.All(published.GroupBy(e => e.Event.Key), events =>
        {
            Assert.Null(events.First().Earlier);
            Assert.Single(events.Skip(1).Select(e => e.Earlier?.Id).Append(events.Skip(1).FirstOrDefault()?.Earlier?.Id).Distinct());
            Assert.All(events.Skip(1), e => Assert.NotNull(e.Earlier));
        });
        Assert.Equal(2, published.Count(e => e.Event is ReviewOpened));
        Assert.Single(published, e => e.Event is FeedbackKept);
    }

    [Fact]
    public async Task A_pull_request_links_the_task_also_if_nobodys_name_can_be_found()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Discuss = (_, _) => throw new ApplicationFailureException("down", errorType: FailureTypes.InvalidRequest));
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();

        var body = Assert.Single(scenario.Log.Of<OpenPullRequest>()).Body;
        Assert.Contains($"]({ScriptedActivities.Shown.Url})", body, StringComparison.Ordinal);
        Assert.Contains("U1 (a Slack user)", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_nothing_can_show_ends_with_the_reason()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Show = e => e is TaskOpened
            ? throw new ApplicationFailureException("The bot is not in this channel.", errorType: FailureTypes.InvalidRequest)
            : Task.CompletedTask);

        Assert.Equal("The task could not be shown: The bot is not in this channel.", (await scenario.EndAsync()).Error);
        Assert.Empty(scenario.Log.Of<PublishTaskEvent>());
    }

    [Fact]
    public async Task The_end_names_the_person_who_ended_the_task()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.SignalAsync(SignalNames.Cancel, new Cancel("cancel-1", "U1", "not needed any more"));
        await scenario.EndAsync();

        var ended = Assert.Single(scenario.Log.Of<TaskEnded>());
        Assert.Equal(("U1", null, WorkStatus.Cancelled, "Cancelled: not needed any more"), (ended.By, ended.Error, ended.Task.Status, ended.Task.Detail));
    }
}
