using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Crash;

/// <summary>The program is killed while many people write in a task's thread: nothing they said is lost, nothing is said twice.</summary>
[Trait("Category", "Crash")]
public sealed class ReplyTests
{
    private const int Replies = 12;

    private static readonly Dictionary<string, Func<Scene, Task>> _moments = new(StringComparer.Ordinal)
    {
        ["some replies are on disk"] = scene => scene.SignalsAsync(Random.Shared.Next(1, Replies)),
        ["a reply is about to be acknowledged by an emoji"] = scene => scene.World.Slack.Faults.OnceAsync("reactions.add", new Fault.Hang()),
        ["a reply has its emoji, and Slack no answer"] = scene => scene.World.Slack.Faults.OnceAsync("reactions.add", new Fault.HangAfter()),
    };

    public static TheoryData<string> Moments => [.. _moments.Keys];

    [TheoryWith(Need.Docker)]
    [MemberData(nameof(Moments))]
    public async Task Every_reply_reaches_the_next_attempt_once_after_a_kill_when(string moment)
    {
        await using var scene = await Scene.StartAsync();
        var world = scene.World;
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = scene.Model.WaitsAtAsync(SmallFix.Work, delivered.Task);
        await scene.FindTaskAsync(await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command));
        var task = scene.Task;
        await world.WaitAsync(working);

        var reached = _moments[moment](scene);
        var replies = Enumerable.Range(1, Replies).Select(number => task.Say($"Something to know, number {number:00}.")).ToList();
        await world.WaitAsync(reached);
        await world.KillAndRestartBotAsync();
        await world.Slack.WhenDeliveredAsync();
        delivered.SetResult();
        await task.RejectAsync(await task.ReviewAsync(attempt: 1), "Once more, please");
        await task.ClickAsync(await task.ReviewAsync(attempt: 2), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        var prompt = world.Model.MainRequests[^1].Conversation.Prompt;
        Assert.All(replies, reply => Assert.Equal(2, prompt.Split(reply.Text).Length));
        Assert.All(replies, reply => Assert.Equal([world.Slack.BotUser.Id], Assert.Single(Now(world, reply).Reactions).Users));
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
        Assert.Empty(world.Slack.ProtocolErrors);
        Assert.Empty(world.Refused);
    }

    private static SlackMessage Now(World world, SlackMessage message) => world.Slack.Find(message.Channel, message.Ts)!;
}
