using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The disk that holds <c>DATA_DIR</c> fills up with other files.</summary>
[Trait("Category", "Faults")]
public sealed class DiskFullTests
{
    private const int Megabytes = 64;
    private const string Says = "is full. Free some space: nothing that was acknowledged is lost";

    [FactWith(Need.Docker, Need.Root)]
    public async Task The_program_reports_it_accepts_nothing_it_cannot_store_and_continues_when_there_is_space()
    {
        var model = new ModelHold();
        var room = new TaskCompletionSource();
        var working = model.WaitsAtAsync(SmallFix.Work, room.Task);
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead), s => s["DATA_DIR"] = Path.Combine(disk.Folder, "data"));

        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(working);
        disk.Fill();
        var refused = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        await world.Bot.LogsAsync(Says);
        disk.Free();
        room.SetResult();
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.True(refused.Answer.Body.Contains("That did not work", StringComparison.Ordinal), refused.Answer.ToString());
        Assert.Contains("whether it happened after all", refused.Answer.Body, StringComparison.Ordinal);
        Assert.Single(world.Bot.Log.Split('\n'), line => line.Contains(Says, StringComparison.Ordinal));
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.Metadata?.ToString().Contains(task.Id, StringComparison.Ordinal) is true);
        Assert.Single(task.Summaries);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
        Assert.Empty(world.Slack.ProtocolErrors);
    }
}
