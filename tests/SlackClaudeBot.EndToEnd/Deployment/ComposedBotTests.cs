using System.Diagnostics;
using System.Globalization;
using EmbeddedTemporal;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.EndToEnd.Deployment;

/// <summary>The bot's own image, run as <c>docker/compose.yml</c> says, with sandboxes through the engine's socket.</summary>
[Trait("Category", "Deployment")]
[Collection(Alone.Name)]
public sealed class ComposedBotTests
{
    private const string Owner = "1000:1000";

    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(60);

    [FactWith(Need.Docker, Need.Compose, Need.Root)]
    public async Task A_bot_in_its_container_takes_a_bug_to_a_pull_request()
    {
        await using var world = await World.CreateAsync(SmallFix.Model());
        await using var temporal = await StartTemporalAsync(world);
        await using var project = await ProjectAsync(world);

        world.Connect(await BotProcess.StartAsync(project.Command("up", "--no-deps", "--no-build", "--no-color", "bot")));
        var task = await world.FixAsync(SmallFix.Command);
        var review = await task.ReviewAsync(attempt: 1);
        await WaitUntilHealthyAsync(project);
        await task.ClickAsync(review, ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));

        // The engine kills what has not ended in its time, which is exit code 137.
        await project.RunAsync("stop");
        await world.Bot.WaitForExitAsync().WaitAsync(_stopLimit);
        Assert.Contains("exited with code 0", world.Bot.Log, StringComparison.Ordinal);
    }

    [FactWith(Need.Docker, Need.Compose, Need.Root)]
    public async Task Settings_are_checked_in_the_container()
    {
        await using var world = await World.CreateAsync(SmallFix.Model());
        await using (var project = await ProjectAsync(world))
        {
            var check = await project.RunAsync("run", "--rm", "--no-deps", "-T", "bot", "check");

            // 69, "something does not answer": --no-deps leaves Temporal out.
            Assert.True(check.ExitCode == 69, check.Output + check.Errors);
            Assert.Contains("All settings are well-formed.", check.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("WRONG", check.Output, StringComparison.Ordinal);
        }

        world.Settings.Remove("GITHUB_TOKEN");
        await using (var project = await ProjectAsync(world))
        {
            var check = await project.RunAsync("run", "--rm", "--no-deps", "-T", "bot", "check");
            Assert.NotEqual(0, check.ExitCode);
            Assert.Contains("GITHUB_TOKEN", check.Output + check.Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>The settings of a world as the <c>.env</c> of an installation beside its Temporal.</summary>
    private static async Task<ComposeProject> ProjectAsync(World world)
    {
        var socket = new Uri(Needs.DockerHost!).AbsolutePath;
        world.Settings["LISTEN"] = $"http://127.0.0.1:{World.FreePort()}";
        Directory.CreateDirectory(world.DataDirectory);
        await RunAsync("chown", Owner, world.DataDirectory);
        return new ComposeProject(new Dictionary<string, string>(world.Settings)
        {
            ["DOCKER_SOCKET"] = socket,
            ["DOCKER_GID"] = await RunAsync("stat", "-c", "%g", socket),
            ["POSTGRES_PASSWORD"] = "chosen",
        });
    }

    private static Task<EmbeddedTemporalServer> StartTemporalAsync(World world) => EmbeddedTemporalServer.StartAsync(
        new EmbeddedTemporalOptions { Port = int.Parse(world.Settings["TEMPORAL_PORT"], CultureInfo.InvariantCulture), SearchAttributes = TaskSearchAttributes.Types }, CancellationToken.None);

    private static async Task WaitUntilHealthyAsync(ComposeProject project)
    {
        var patience = Stopwatch.StartNew();
        while ((await project.RunAsync("ps")).Output is var shown && !shown.Contains("(healthy)", StringComparison.Ordinal))
        {
            if (patience.Elapsed > World.Patience)
            {
                throw new TimeoutException($"The bot's container does not become healthy:\n{shown}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var ended = await ComposeProject.RunAsync(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return ended.Output.Trim();
    }
}
