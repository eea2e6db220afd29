using System.Diagnostics;
using System.Globalization;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Playground.Slack.Delivery;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Crash;

/// <summary>The program is killed repeatedly at random moments while several tasks run.</summary>
[Trait("Category", "Crash")]
[Collection(Alone.Name)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int DefaultKills = 12;
    private const int TasksAtOnce = 3;

    /// <summary>How long the program lives at most between two kills, in terms of how long it took to start: long enough for a task to make progress, however slow the machine.</summary>
    private const double LongestLife = 2.5;

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [FactWith(Need.ClaudeCli, Need.Node)]
    public async Task Every_task_ends_with_one_pull_request_however_often_the_program_is_killed()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? $"{DefaultKills}", CultureInfo.InvariantCulture);
        await using var world = await World.StartAsync(SmallFix.Model(), s =>
        {
            s["SANDBOX"] = "process";
            s["SANDBOX_PATH"] = Path.GetDirectoryName(Needs.Claude) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        });
        _up.SetResult();
        var start = TimeSpan.FromSeconds(2);

        var people = Enumerable.Range(0, TasksAtOnce).Select(_ => Task.Run(() => WorkAsync(world))).ToList();
        for (var kill = 0; kill < kills && people.TrueForAll(p => !p.IsFaulted); kill++)
        {
            // No condition is waited for here: the moment itself is what is random.
            await Task.Delay(start * LongestLife * Random.Shared.NextDouble());
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var watch = Stopwatch.StartNew();
            await world.KillAndRestartBotAsync();
            start = watch.Elapsed;
            _up.SetResult();
        }

        _over.SetResult();
        var tasks = (await Task.WhenAll(people)).SelectMany(done => done).ToList();

        var line = $"Survived {kills} kills: {tasks.Count} tasks, {world.Model.MainRequests.Count} requests to the model.";
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal(tasks.Count, world.Slack.RootMessages(world.Slack.DefaultChannel.Id).Count(m => m.BotId is not null));
        Assert.Equal(tasks.Select(t => t.Branch).Order(), world.GitHub.PullRequests.Select(p => p.Head).Order());
        Assert.All(tasks, task =>
        {
            Assert.Single(task.Summaries);
            Assert.Equal(task.Keys.Distinct(), task.Keys);
        });
        Assert.Equal(tasks.Count, world.Model.MainRequests.Select(r => r.SessionId).Distinct().Count());
        Assert.Empty(ProcessesIn(world.DataDirectory));
        Assert.Empty(world.Slack.ProtocolErrors);
    }

    /// <summary>One person: a task after the other until the kills are over.</summary>
    private async Task<List<SlackTask>> WorkAsync(World world)
    {
        var done = new List<SlackTask>();
        do
        {
            var command = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
            await UntilTakenAsync(world, command);
            var task = await world.TaskOfAsync(command);
            var review = await UntilSeenAsync(() => task.ReviewAsync(attempt: 1));
            await UntilTakenAsync(world, await world.Slack.ClickAsync(world.Slack.You, review, ActionIds.Approve));
            await UntilSeenAsync(() => task.PullRequestAsync("acme/shop"));
            await UntilSeenAsync(() => task.RootSaysAsync("completed"));
            await task.CompletesAsync();
            done.Add(task);
        }
        while (!_over.Task.IsCompleted);

        return done;
    }

    /// <summary>Repeats a request while the program is dead; it is the same request, because it may have arrived.</summary>
    private async Task UntilTakenAsync(World world, CommandResult sent)
    {
        for (BotAnswer answer = sent.Answer; !answer.IsAcknowledged;)
        {
            await _up.Task.WaitAsync(World.Patience);
            answer = await world.Slack.Bot.SendAsync(sent.Request, retry: 1);
        }
    }

    /// <summary>Waits as long as the kills go on, which make each step slow, and then as long as for any task.</summary>
    private async Task<T> UntilSeenAsync<T>(Func<Task<T>> wait)
    {
        while (true)
        {
            var isLast = _over.Task.IsCompleted;
            try
            {
                return await wait();
            }
            catch (TimeoutException) when (!isLast)
            {
                // The next kills, or the last wait.
            }
        }
    }

    private static List<string> ProcessesIn(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).Select(WorkingDirectory).Where(d => d.StartsWith(folder, StringComparison.Ordinal))];

    private static string WorkingDirectory(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget ?? string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended since, or is somebody else's.
            return string.Empty;
        }
    }
}
