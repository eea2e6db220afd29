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

    /// <summary>
    /// Each moment once. A task takes much longer than a restart: it is killed before its review and, as long as there are
    /// such moments, once more later.
    /// </summary>
    public static TheoryData<string, string?> Points
    {
        get
        {
            var early = KillPoint.All.Where(point => point.Value.Time == KillTime.BeforeReview).Select(point => point.Key).ToList();
            var late = KillPoint.All.Keys.Except(early).ToList();
            Assert.True(early.Count >= late.Count, "A later moment has no task.");
            var points = new TheoryData<string, string?>();
            foreach (var (index, point) in early.Index())
            {
                points.Add(point, index < late.Count ? late[index] : null);
            }

            return points;
        }
    }

    [TheoryWith(Need.Docker)]
    [MemberData(nameof(Points))]
    public async Task A_task_survives_kills_when(string point, string? later)
    {
        var (kill, laterKill) = (KillPoint.All[point], later is null ? null : KillPoint.All[later]);
        await using var scene = await Scene.StartAsync();
        var world = scene.World;

        var reached = kill.ReachAsync(scene);
        var command = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        Assert.True(command.Answer.IsAcknowledged, world.Bot.Log);

        // If the card is delayed, no task is visible yet.
        await Task.WhenAny(scene.FindTaskAsync(command), reached);
        await KillAsync(scene, reached);

        // Slack may not have seen the acknowledgement.
        await world.Slack.Bot.SendAsync(command.Request, retry: 1);
        await scene.FindTaskAsync(command);
        var task = scene.Task;
        var review = await task.ReviewAsync(attempt: 1);

        // Kills from now on repeat nothing of the agent's run.
        var repeatable = kill.RunHasEnded ? 0 : world.Starts - 1;
        if (laterKill?.Time == KillTime.AtReview)
        {
            await KillAsync(scene, laterKill.ReachAsync(scene));
        }

        reached = laterKill?.Time == KillTime.AfterApproval ? laterKill.ReachAsync(scene) : Task.CompletedTask;
        await task.ClickAsync(review, ActionIds.Approve);
        if (laterKill?.Time == KillTime.AfterApproval)
        {
            await KillAsync(scene, reached);
        }

        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        await AssertOnceAsync(scene, repeatable);
    }

    private static async Task KillAsync(Scene scene, Task reached)
    {
        await scene.World.WaitAsync(reached);
        await scene.World.KillAndRestartBotAsync();
    }

    private static async Task AssertOnceAsync(Scene scene, int repeatable)
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
        Assert.InRange(world.Model.MainRequests.Count, ModelRequests, ModelRequests + repeatable);
        Assert.Empty(world.Slack.ProtocolErrors);
        Assert.Empty(world.Refused);
    }
}
