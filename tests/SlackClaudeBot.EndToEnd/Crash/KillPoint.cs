using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Buttons;

namespace SlackClaudeBot.EndToEnd.Crash;

/// <summary>When in a task's life the program is killed.</summary>
internal enum KillTime
{
    /// <summary>Between the command and the review.</summary>
    BeforeReview,

    /// <summary>While a review waits, or as it is decided.</summary>
    AtReview,

    /// <summary>After the approval.</summary>
    AfterApproval,
}

/// <summary>A moment at which the program is killed, known by what the world around it sees.</summary>
/// <param name="Time">When the world begins to look for it.</param>
/// <param name="RunHasEnded">Whether the agent's run is over: nothing of it may be paid for again.</param>
/// <param name="ReachAsync">Completes when it is there.</param>
internal sealed record KillPoint(KillTime Time, bool RunHasEnded, Func<Scene, Task> ReachAsync)
{
    private const string Containers = "/containers/";

    private const string Fetch = "git.upload-pack";

    // It listens after a little more than half a second, on a machine with nothing else to do.
    private static readonly TimeSpan _longestStart = TimeSpan.FromSeconds(1);

    public static IReadOnlyDictionary<string, KillPoint> All { get; } = new Dictionary<string, KillPoint>(StringComparer.Ordinal)
    {
        ["the card is about to be posted"] = Before(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.Hang())),
        ["the card was posted"] = Before(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.HangAfter())),
        ["the container is about to be made"] = Before(s => s.Docker.HoldRequestAsync("POST", Containers + "create")),
        ["the container was made"] = Before(s => s.Docker.HoldAnswerAsync("POST", Containers + "create")),
        ["the container was started"] = Before(s => s.Docker.HoldAnswerAsync("POST", "/start")),
        ["the git host is asked for the first time"] = Before(s => s.World.GitHub.Faults.OnceAsync(Fetch, new Fault.Hang())),
        ["the repository is being fetched"] = Before(FetchAsync),
        ["the repository was cloned"] = Before(s => s.Docker.HoldProgramAsync("/workspace/CLAUDE.md")),
        ["the agent asks the model for the first time"] = Before(s => s.Model.SilentAtAsync(SmallFix.Work)),
        ["the agent asks the model after its work"] = Before(s => s.Model.SilentAtAsync(SmallFix.LastWords)),
        ["the program takes up a run of the agent after a kill"] = Before(async s =>
        {
            await s.Model.SilentAtAsync(SmallFix.Work);
            await s.World.KillAndRestartBotAsync();
        }),
        ["the program starts, at a moment that chance chooses"] = Starting(_ => Task.Delay(_longestStart * Random.Shared.NextDouble())),
        ["the program starts and has taken up its histories"] = Starting(s => s.World.Bot.LogsAsync("open workflows were resumed")),
        ["the program starts and its gateway listens"] = Starting(s => s.World.Bot.LogsAsync("The model gateway listens on 127.0.0.1")),
        ["the program starts and asks Docker for the first time"] = Starting(s => s.Docker.HoldRequestAsync("GET", "/")),
        ["the program starts and listens"] = Starting(s => s.World.Bot.LogsAsync("SlackClaudeBot listens on")),
        ["the agent's run ends"] = Ended(s => s.Docker.HoldRequestAsync("POST", "/exec")),
        ["the work is about to be committed"] = Ended(s => s.Docker.HoldProgramAsync("write-tree")),
        ["the work was committed"] = Ended(s => s.Docker.HoldProgramAsync("bundle", "create")),
        ["the tests are about to run"] = Ended(s => s.Docker.HoldProgramAsync("npm", "test")),
        ["the tests have run"] = Ended(s => s.Docker.HoldOutputAsync("todo 0")),
        ["the summary is about to be posted"] = Ended(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.Hang())),
        ["the summary was posted"] = Ended(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.HangAfter())),
        ["a review waits"] = At(_ => Task.CompletedTask),
        ["the program takes up a review after a kill"] = At(s => s.World.KillAndRestartBotAsync()),
        ["the approval is on its way to the disk"] = At(ApproveInVainAsync),
        ["the approval is committed and not acknowledged"] = At(ApproveAsync),
        ["a message is about to be edited"] = After(s => s.World.Slack.Faults.OnceAsync("chat.update", new Fault.Hang())),
        ["a message was edited"] = After(s => s.World.Slack.Faults.OnceAsync("chat.update", new Fault.HangAfter())),
        ["the branch is about to be pushed"] = After(s => s.World.GitHub.Faults.OnceAsync("git.receive-pack", new Fault.Hang())),
        ["the branch was pushed"] = After(s => s.World.GitHub.Faults.OnceAsync("git.receive-pack", new Fault.HangAfter())),
        ["the pull request is about to be opened"] = After(s => s.World.GitHub.Faults.OnceAsync("pulls.create", new Fault.Hang())),
        ["the pull request was opened"] = After(s => s.World.GitHub.Faults.OnceAsync("pulls.create", new Fault.HangAfter())),
        ["the end is about to be told"] = After(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.Hang())),
        ["the end was told"] = After(s => s.World.Slack.Faults.OnceAsync("chat.postMessage", new Fault.HangAfter())),
        ["the container is about to be removed"] = After(s => s.Docker.HoldRequestAsync("DELETE", Containers)),
        ["the container was removed"] = After(s => s.Docker.HoldAnswerAsync("DELETE", Containers)),
        ["the card is edited after the pull request"] = After(async s =>
        {
            await s.Task.PullRequestAsync("acme/shop");
            await s.World.Slack.Faults.OnceAsync("chat.update", new Fault.HangAfter());
        }),
    };

    private static KillPoint Before(Func<Scene, Task> reach) => new(KillTime.BeforeReview, false, reach);

    /// <summary>While it recovers from a kill in the middle of the agent's run, before it listens.</summary>
    private static KillPoint Starting(Func<Scene, Task> reach) => Before(async scene =>
    {
        await scene.Model.SilentAtAsync(SmallFix.Work);
        await scene.World.KillAndLaunchBotAsync();
        await reach(scene);
    });

    private static KillPoint Ended(Func<Scene, Task> reach) => new(KillTime.BeforeReview, true, async scene =>
    {
        await scene.Model.AskedAsync(SmallFix.LastWords);
        await reach(scene);
    });

    private static KillPoint At(Func<Scene, Task> reach) => new(KillTime.AtReview, true, reach);

    private static KillPoint After(Func<Scene, Task> reach) => new(KillTime.AfterApproval, true, reach);

    private static async Task FetchAsync(Scene scene)
    {
        // The first two requests ask for names: of the main branch, then of all. The third one asks for the objects.
        scene.World.GitHub.Faults.Next(Fetch, new Fault.WaitFor(Task.CompletedTask), times: 2);
        await scene.World.GitHub.Faults.OnceAsync(Fetch, new Fault.Hang());
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(scene.World.DataDirectory, "mirrors"), "*.new", SearchOption.AllDirectories));
    }

    private static async Task ApproveInVainAsync(Scene scene)
    {
        using var disk = await DatabaseHold.TakeAsync(scene.World.DataDirectory);
        var click = scene.World.Slack.ClickAsync(scene.World.Slack.You, await scene.Task.ReviewAsync(attempt: 1), ActionIds.Approve);

        // It has tried to write for two seconds and tries on.
        await scene.World.Bot.LogsAsync("takes nothing new for now");
        await scene.World.Bot.KillAsync();
        await click;
    }

    private static async Task ApproveAsync(Scene scene)
    {
        var onDisk = scene.SignalsAsync(1);
        var click = scene.World.Slack.ClickAsync(scene.World.Slack.You, await scene.Task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await Task.WhenAny(onDisk, click);
        await onDisk;
    }
}
