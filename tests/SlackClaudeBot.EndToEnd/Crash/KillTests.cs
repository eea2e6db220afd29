using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Crash;

/// <summary>The program is killed (SIGKILL) at a named moment and started again: nothing is lost, nothing happens twice.</summary>
[Trait("Category", "Crash")]
public sealed class KillTests
{
    /// <summary>The work and the closing words.</summary>
    private const int ModelRequests = 2;

    public static TheoryData<string> Points => [.. KillPoint.All.Keys];

    [TheoryWith(Need.Docker)]
    [MemberData(nameof(Points))]
    public async Task A_task_survives_a_kill_when(string point)
    {
        var kill = KillPoint.All[point];
        await using var scene = await Scene.StartAsync();
        var world = scene.World;

        var reached = kill.Time == KillTime.BeforeReview ? kill.ReachAsync(scene) : Task.CompletedTask;
        var command = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        Assert.True(command.Answer.IsAcknowledged, world.Bot.Log);
        if (kill.Time == KillTime.BeforeReview)
        {
            // If the card is delayed, no task is visible yet.
            await Task.WhenAny(scene.FindTaskAsync(command), reached);
            await KillAsync(scene, reached);
        }

        // Slack may not have seen the acknowledgement.
        await world.Slack.Bot.SendAsync(command.Request, retry: 1);
        await scene.FindTaskAsync(command);
        var task = scene.Task;
        var review = await task.ReviewAsync(attempt: 1);
        if (kill.Time == KillTime.AtReview)
        {
            await KillAsync(scene, kill.ReachAsync(scene));
        }

        reached = kill.Time == KillTime.AfterApproval ? kill.ReachAsync(scene) : Task.CompletedTask;
        await task.ClickAsync(review, ActionIds.Approve);
        if (kill.Time == KillTime.AfterApproval)
        {
            await KillAsync(scene, reached);
        }

        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        await AssertOnceAsync(scene, kill);
    }

    private static async Task KillAsync(Scene scene, Task reached)
    {
        await scene.World.WaitAsync(reached);
        await scene.World.KillAndRestartBotAsync();
    }

    private static async Task AssertOnceAsync(Scene scene, KillPoint kill)
    {
        var (world, task) = (scene.World, scene.Task);
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        var summary = Assert.Single(task.Summaries);
        Assert.Contains(world.Slack.You.Id, summary.VisibleText, StringComparison.Ordinal);
        Assert.Empty(summary.ActionIds);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(await world.GitHub.Find("acme", "shop")!.Git.BranchesAsync(), b => b.Key != "main");
        Assert.Single(world.GitHub.PullRequests);
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(world.DataDirectory, "metrics.jsonl")));
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());

        // After each kill, pending requests are repeated and answered ones are not.
        Assert.InRange(world.Model.MainRequests.Count, ModelRequests, ModelRequests + (kill.RunHasEnded ? 0 : world.Starts - 1));
        Assert.Empty(world.Slack.ProtocolErrors);
        Assert.Empty(world.Refused);
    }
}
