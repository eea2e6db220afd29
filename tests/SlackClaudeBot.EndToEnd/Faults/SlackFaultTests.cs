using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>Slack is slow, busy or broken.</summary>
[Trait("Category", "Faults")]
public sealed class SlackFaultTests
{
    private static readonly Fault[] _faults = [Fault.RateLimited(), Fault.ServerError(), new Fault.DropAfter()];

    [FactWith(Need.Docker)]
    public async Task Messages_are_posted_once_although_Slack_refuses_fails_and_loses_answers()
    {
        var model = new ModelHold();
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead));
        Plan(world, "chat.postMessage");

        var task = await world.FixAsync(SmallFix.Command);
        Plan(world, "chat.update");
        await model.AskedAsync(SmallFix.LastWords).WaitAsync(World.Patience);
        Plan(world, "chat.postMessage");
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Single(task.Summaries);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Equal(0, world.Slack.Faults.Pending("chat.postMessage"));
        Assert.Equal(0, world.Slack.Faults.Pending("chat.update"));
    }

    [FactWith(Need.Docker)]
    public async Task A_Slack_that_does_not_answer_is_asked_again()
    {
        await using var world = await World.StartAsync(SmallFix.Model());
        world.Slack.Faults.Next("chat.postMessage", new Fault.HangAfter());

        var task = await world.FixAsync(SmallFix.Command);
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
    }

    private static void Plan(World world, string method)
    {
        foreach (var fault in _faults)
        {
            world.Slack.Faults.Next(method, fault);
        }
    }
}
