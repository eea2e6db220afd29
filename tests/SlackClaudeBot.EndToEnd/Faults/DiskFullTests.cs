using SlackClaudeBot.Activities.Notifications.Buttons;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.TestSupport;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The disk that holds <c>DATA_DIR</c> fills up, by whatever else is on it.</summary>
[Trait("Category", "Faults")]
public sealed class DiskFullTests
{
    private const int Megabytes = 64;
    private const string Says = "is full. Free some space and start again; nothing that was acknowledged is lost.";

    [FactWith(Need.Docker, Need.Root)]
    public async Task The_program_says_so_takes_nothing_it_cannot_keep_and_goes_on_when_there_is_room()
    {
        var model = new ModelHold();
        var room = new TaskCompletionSource();
        var working = model.WaitsAtAsync(SmallFix.Work, room.Task);
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead), s =>
        {
            s["DATA_DIR"] = Path.Combine(disk.Folder, "data");
            s["SHUTDOWN_TIMEOUT"] = "5s";
        });

        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(working);
        disk.Fill();
        var refused = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        await world.WaitAsync(world.Bot.WaitForExitAsync());
        var (log, exitCode) = (world.Bot.Log, world.Bot.ExitCode);
        var (startExitCode, startOutput) = await BotProcess.RunAsync(world.Settings);

        disk.Free();
        await world.Bot.DisposeAsync();
        await world.StartBotAsync();
        room.SetResult();
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        // It says so, or has stopped listening already; then Slack says so.
        Assert.True(!refused.Answer.IsAcknowledged || refused.Answer.Body.Contains("That did not work", StringComparison.Ordinal), refused.Answer.Body);
        Assert.Equal(1, exitCode);
        Assert.Single(log.Split('\n'), line => line.Contains("crit:", StringComparison.Ordinal));
        Assert.Contains(Says, log.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Equal(1, startExitCode);
        Assert.Contains(Says, startOutput.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Single(task.Summaries);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
        Assert.Empty(world.Slack.Complaints);
    }
}
