using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>The activities' heartbeats, and failures that Temporal retries or not.</summary>
public sealed class RepositoryActivitiesTests
{
    [Fact]
    public async Task Work_goes_in_and_out_of_the_tasks_sandbox_and_to_the_server()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var activities = Activities(world);

        var cloned = Assert.Single(await RunAsync(() => activities.CloneRepositoriesAsync(Clone(world, "acme/shop"))));
        await File.WriteAllTextAsync(Path.Combine(cloned.Directory, "cart.txt"), "fixed");
        var changes = await RunAsync(() => activities.CollectChangesAsync(new CollectChanges(World.Handle, new AttemptKey(new TaskId("task1"), "fix-task1", "fix", 1), "Fix the cart", [cloned])));
        var pushed = await RunAsync(() => activities.PushBranchAsync(new PushBranch(new TaskId("task1"), cloned, Assert.Single(changes.Repositories))));

        Assert.Equal(world.RemoteCommit("acme/shop", World.Branch), pushed.Commit);
    }

    [Fact]
    public async Task It_sends_heartbeats_while_the_work_lasts()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sandboxes = Substitute.For<ISandboxProvider>();
        sandboxes.GetAsync("task1", Arg.Any<CancellationToken>()).Returns(async _ =>
        {
            await beat.Task.WaitAsync(TimeSpan.FromMinutes(1));
            return (ISandbox)world.Sandbox;
        });

        await new ActivityEnvironment { Heartbeater = _ => beat.TrySetResult() }
            .RunAsync(() => Activities(world, sandboxes).CloneRepositoriesAsync(Clone(world, "acme/shop")));
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_not_tried_again()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var failure = await ActivityFailure.OfAsync(() => RunAsync(() => Activities(world).CloneRepositoriesAsync(Clone(world, "acme/shopp"))), FailureTypes.InvalidRequest);

        Assert.Contains("acme/shopp", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_again()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var clone = Clone(world, "acme/shop");
        await world.Server.DisposeAsync();

        await ActivityFailure.OfAsync(() => RunAsync(() => Activities(world).CloneRepositoriesAsync(clone)), FailureTypes.Transient);
    }

    [Fact]
    public async Task A_lost_sandbox_is_the_workflows_to_replace()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var sandboxes = Substitute.For<ISandboxProvider>();
        sandboxes.GetAsync("task1", Arg.Any<CancellationToken>()).ThrowsAsync(new SandboxLostException("folder"));
        var activities = Activities(world, sandboxes);

        foreach (var work in new Func<Task>[]
        {
            () => RunAsync(() => activities.CloneRepositoriesAsync(Clone(world, "acme/shop"))),
            () => RunAsync(() => activities.CollectChangesAsync(new CollectChanges(World.Handle, new AttemptKey(new TaskId("task1"), "fix-task1", "fix", 1), "Fix", []))),
        })
        {
            var failure = await Assert.ThrowsAsync<ApplicationFailureException>(work);
            Assert.Equal((FailureTypes.SandboxLost, true), (failure.ErrorType, failure.NonRetryable));
        }
    }

    private static CloneRepositories Clone(World world, string name) => new(World.Handle, new TaskId("task1"), "Fix the cart", "It crashes.", [World.Repository(name)], World.Branch);

    private static RepositoryActivities Activities(World world, ISandboxProvider? sandboxes = null)
    {
        if (sandboxes is null)
        {
            sandboxes = Substitute.For<ISandboxProvider>();
            sandboxes.GetAsync("task1", Arg.Any<CancellationToken>()).Returns(world.Sandbox);
        }

        return new(sandboxes, new CleanSandboxes(sandboxes, world.Files, world.Data), world.Cloning, world.Collecting, world.Pushing, new HastyTime());
    }

    private static Task<T> RunAsync<T>(Func<Task<T>> activity) => new ActivityEnvironment().RunAsync(activity);
}
