using SlackClaudeBot.Activities.Notifications.Buttons;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack.Delivery;
using SlackClaudeBot.TestSupport;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>Slack delivers what it delivered before: at once, late, and after all is over.</summary>
[Trait("Category", "Faults")]
public sealed class DeliveryTests
{
    [FactWith(Need.Docker)]
    public async Task A_command_a_reply_and_a_click_count_once_however_often_they_are_delivered()
    {
        await using var world = await World.StartAsync(SmallFix.Model());

        var command = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        await RepeatAsync(world, command.Request);
        var task = await world.TaskOfAsync(command);
        await task.ReviewAsync(attempt: 1);
        task.Say("Once more, please");
        var reply = await world.Slack.Bot.WaitForDeliveryAsync(d => d.Request.Body.Contains("Once more, please", StringComparison.Ordinal), World.Patience);
        await RepeatAsync(world, reply.Request);
        var click = await task.ClickAsync(await task.ReviewAsync(attempt: 2), ActionIds.Approve);
        await RepeatAsync(world, click.Request);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        foreach (var late in new[] { click.Request, reply.Request, command.Request })
            await RepeatAsync(world, late);
        await world.Slack.WhenDeliveredAsync();

        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Equal(2, task.Summaries.Count);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(await world.GitHub.Find("acme", "shop")!.Git.BranchesAsync(), b => b.Key != "main");
        Assert.Equal(2, world.Model.MainRequests.Max(r => r.Conversation.Prompts.Count));
    }

    /// <summary>Three times at once, and each is taken.</summary>
    private static async Task RepeatAsync(World world, BotRequest request)
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 3).Select(retry => world.Slack.Bot.SendAsync(request, retry)));
        Assert.All(answers, answer => Assert.True(answer.IsAcknowledged, $"{answer}\n{world.Bot.Log}"));
    }
}
