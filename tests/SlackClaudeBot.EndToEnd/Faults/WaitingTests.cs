using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>Services that a task depends on are down for a while.</summary>
[Trait("Category", "Faults")]
public sealed class WaitingTests
{
    private const string Sandbox = "Waiting for a sandbox";
    private const string Clone = "waiting for the git host";
    private const string Push = "Waiting for the git host to accept the branch";
    private const string GitHub = "Waiting for GitHub";

    [FactWith(Need.Docker)]
    public async Task Each_card_says_what_its_task_waits_for_and_each_task_continues_when_it_is_back()
    {
        await using var docker = new DockerRelay();
        await using var world = await World.StartAsync(SmallFix.Model(), s => s["DOCKER_HOST"] = docker.Address);
        var faults = world.GitHub.Faults;

        // One task at each of the four, the most advanced first: the operation that fails for it is not needed by the tasks behind it.
        var pulling = await ReviewedAsync(world);
        var pushing = await ReviewedAsync(world);
        await FailAsync(faults, "pulls.create", Fault.SecondaryRateLimit(retryAfterSeconds: 3), () => ApproveAsync(pulling));
        await FailAsync(faults, "git.receive-pack", Fault.ServerError(502), () => ApproveAsync(pushing));
        faults.Next("git.upload-pack", Fault.ServerError(502), times: 1_000);
        var cloning = await world.FixAsync(SmallFix.Command);
        await cloning.RootSaysAsync("Cloning");
        var missed = docker.CutAsync(refused: 2);
        var provisioning = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(missed);

        await Task.WhenAll(pulling.RootSaysAsync(GitHub), pushing.RootSaysAsync(Push), cloning.RootSaysAsync(Clone), provisioning.RootSaysAsync(Sandbox));
        faults.Clear();
        docker.Restore();
        await Task.WhenAll(ApproveAsync(cloning), ApproveAsync(provisioning));
        SlackTask[] tasks = [pulling, pushing, cloning, provisioning];
        await Task.WhenAll(tasks.Select(t => t.CompletesAsync()));

        Assert.All(tasks, task => Assert.DoesNotContain("Waiting", task.Root.VisibleText, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(tasks.Select(t => t.Branch).Order(), world.GitHub.PullRequests.Select(p => p.Head).Order());
        Assert.All(tasks, task => Assert.Equal(task.Keys.Distinct(), task.Keys));
        Assert.Empty(world.Slack.ProtocolErrors);
    }

    private static async Task<SlackTask> ReviewedAsync(World world)
    {
        var task = await world.FixAsync(SmallFix.Command);
        await task.ReviewAsync(attempt: 1);
        return task;
    }

    private static async Task ApproveAsync(SlackTask task) => await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);

    /// <summary>Lets an operation fail from now on, and waits until a task has come to it.</summary>
    private static async Task FailAsync(FaultPlan faults, string operation, Fault fault, Func<Task> comeToIt)
    {
        var first = faults.OnceAsync(operation, fault);
        faults.Next(operation, fault, times: 1_000);
        await comeToIt();
        await first.WaitAsync(World.Patience);
    }
}
