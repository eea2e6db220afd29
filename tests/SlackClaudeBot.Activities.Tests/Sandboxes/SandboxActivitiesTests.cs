using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

public sealed class SandboxActivitiesTests
{
    private const string TaskId = "0123456789";

    // An activity that sends only one heartbeat times out a minute later.
    private const int EnoughBeats = 3;

    private readonly TaskCompletionSource _isAlive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _beats;

    [Fact]
    public async Task Provisioning_answers_with_the_queue_of_the_host_that_holds_the_sandbox()
    {
        var bench = new ProcessBench();
        var activities = Activities(bench);
        var handle = await ProvisionAsync(activities, TaskId);
        Assert.Equal(new SandboxHandle(new TaskId(TaskId), TaskId, $"bots-host-{bench.Host.Id}", "process"), handle);
        await RemoveAsync(activities, handle);
        await RemoveAsync(activities, handle);
        Assert.Empty(await bench.Provider.ListAsync(CancellationToken.None));
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task The_failures_message_is_the_reason_for_the_missing_sandbox()
    {
        await using var bench = new ProcessBench();
        var provider = Substitute.For<ISandboxProvider>();
        provider.ProvisionAsync(default!, default).ReturnsForAnyArgs<Task<ISandbox>>(_ => throw new SandboxUnavailableException("The Docker engine has no image x."));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => ProvisionAsync(Activities(bench, provider), TaskId));

        Assert.Equal(("The Docker engine has no image x.", FailureTypes.Transient, false), (failure.Message, failure.ErrorType, failure.NonRetryable));
    }

    [Fact]
    public async Task A_host_that_dies_while_a_sandbox_is_made_is_missed()
    {
        var bench = new ProcessBench();
        var provider = Substitute.For<ISandboxProvider>();
        provider.ProvisionAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            // An engine that is slow: the activity says that it is alive meanwhile.
            await Task.WhenAny(_isAlive.Task.WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.True(_isAlive.Task.IsCompleted, $"{_beats} heartbeats of {EnoughBeats} came in a minute.");
            return await bench.Provider.ProvisionAsync(call.Arg<SandboxRequest>(), call.Arg<CancellationToken>());
        });
        Assert.Equal(TaskId, (await ProvisionAsync(Activities(bench, provider, new HastyTime()), TaskId)).TaskId);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task A_sandbox_whose_task_is_cancelled_while_it_is_made_is_removed()
    {
        var bench = new ProcessBench();
        var provider = Substitute.For<ISandboxProvider>();
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        provider.ProvisionAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            var sandbox = await bench.Provider.ProvisionAsync(call.Arg<SandboxRequest>(), CancellationToken.None);
            made.SetResult();
            await Task.Delay(Timeout.Infinite, call.Arg<CancellationToken>());
            return sandbox;
        });
        provider.RemoveAsync(default!, default).ReturnsForAnyArgs(call => bench.Provider.RemoveAsync(call.Arg<string>(), call.Arg<CancellationToken>()));
        var cancelled = new ActivityEnvironment { CancelReason = ActivityCancelReason.CancelRequested };
        var provisioning = cancelled.RunAsync(() => Activities(bench, provider).ProvisionSandboxAsync(new ProvisionSandbox(new TaskId(TaskId), new TaskSlot("fix-" + TaskId, 1), [])));
        await made.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await cancelled.CancellationTokenSource.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provisioning);
        Assert.Empty(await bench.Provider.ListAsync(CancellationToken.None));
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task A_slot_comes_with_the_sandbox_and_goes_with_it_and_a_failure_keeps_none()
    {
        var bench = new ProcessBench();
        var slots = Slots(bench);
        var handle = await ProvisionAsync(Activities(bench, slots: slots), TaskId);
        Assert.Equal([new TaskSlot("fix-" + TaskId, 1)], slots.Held);
        await RemoveAsync(Activities(bench, slots: slots), handle);
        Assert.Empty(slots.Held);

        var broken = Substitute.For<ISandboxProvider>();
        broken.ProvisionAsync(default!, default).ReturnsForAnyArgs<Task<ISandbox>>(_ => throw new SandboxUnavailableException("The Docker engine has no image x."));
        await Assert.ThrowsAsync<ApplicationFailureException>(() => ProvisionAsync(Activities(bench, broken, slots: slots), TaskId));
        Assert.Empty(slots.Held);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Removing_a_sandbox_closes_the_gateway_to_it()
    {
        var bench = new ProcessBench();
        var activities = Activities(bench);
        var tokens = new GatewayTokens(bench.Data);
        var handle = await ProvisionAsync(activities, TaskId);
        var token = tokens.Issue(TaskId);

        // A workflow that was terminated asks for nothing more, but for the removal that another one asks for.
        await RemoveAsync(Activities(bench, tokens: tokens), handle);

        Assert.False(tokens.TryValidate(token, out _));
        Assert.False(new GatewayTokens(bench.Data).TryValidate(token, out _));
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task A_repository_of_another_server_is_refused_before_anything_is_made()
    {
        var bench = new ProcessBench();
        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() =>
            ProvisionAsync(Activities(bench), TaskId, new RepositoryRef("..", "shop")));
        Assert.Equal(FailureTypes.InvalidRequest, failure.ErrorType);
        Assert.Empty(await bench.Provider.ListAsync(CancellationToken.None));
        await bench.DisposeAsync();
    }

    [Fact]
    [Trait("Category", "Docker")]
    [Trait("Category", "Hostile")]
    public async Task A_container_sees_the_mirrors_of_its_tasks_repositories_alone()
    {
        var bench = new DockerBench();
        await bench.InitializeAsync();
        var activities = Activities(bench);
        Plant(bench, "acme/shop", "words of the shop");
        Plant(bench, "acme/vault", "words of the vault");

        await ProvisionAsync(activities, "aaaaaaaaaa", Repository("Acme/Shop"), Repository("acme/shop"), Repository("acme/new"));
        await ProvisionAsync(activities, "bbbbbbbbbb", Repository("acme/vault"));
        var shop = await bench.Provider.GetAsync("aaaaaaaaaa", CancellationToken.None);
        var vault = await bench.Provider.GetAsync("bbbbbbbbbb", CancellationToken.None);
        // One that is mirrored for the first time is there when its mirror is.
        Plant(bench, "acme/new", "words of the new one");

        Assert.Equal("words of the new one\nwords of the shop\n", await ReadAllAsync(shop));
        Assert.Equal("words of the vault\n", await ReadAllAsync(vault));
        var up = await shop.ShellAsync("cat \"$1/git.example/acme/shop/../vault/mirror.git/words\"; cat \"$2\"", shop.Mirrors, Path.Combine(bench.Data.Mirrors, "git.example/acme/vault/mirror.git/words"));
        Assert.Equal(string.Empty, up.Output);

        // Provisioning that is tried again finds the same, and a container that was lost is made with the same.
        await ProvisionAsync(activities, "aaaaaaaaaa", Repository("acme/shop"), Repository("acme/new"));
        await bench.Docker.Containers.RemoveContainerAsync(shop.Id, new() { Force = true });
        await ProvisionAsync(activities, "aaaaaaaaaa", Repository("acme/shop"), Repository("acme/new"));
        var again = await bench.Provider.GetAsync("aaaaaaaaaa", CancellationToken.None);
        Assert.NotEqual(shop.Id, again.Id);
        Assert.Equal("words of the new one\nwords of the shop\n", await ReadAllAsync(again));
        await bench.DisposeAsync();
    }

    private static void Plant(SandboxBench bench, string repository, string words)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bench.Data.Mirrors, "git.example", repository, "mirror.git"));
        File.WriteAllText(Path.Combine(folder.FullName, "words"), words + "\n");
    }

    private static async Task<string> ReadAllAsync(ISandbox sandbox) =>
        (await sandbox.ShellAsync("find \"$1\" -name words | LC_ALL=C sort | xargs cat", sandbox.Mirrors)).Output;

    private static RepositoryRef Repository(string name) => RepositoryRef.Parse(name);

    private static SandboxActivities Activities(SandboxBench bench, ISandboxProvider? provider = null, TimeProvider? time = null, IGatewayTokens? tokens = null, TaskSlots? slots = null) => new(
        provider ?? bench.Provider,
        new CleanSandboxes(provider ?? bench.Provider, Substitute.For<IBotFiles>(), bench.Data),
        new MirrorFolders(bench.Data, new GitHubOptions { Url = "https://git.example" }),
        tokens ?? new GatewayTokens(bench.Data),
        new HostTaskQueue("bots", bench.Host),
        slots ?? Slots(bench),
        time ?? TimeProvider.System);

    private static TaskSlots Slots(SandboxBench bench) => new(new SandboxOptions { MaxTasksPerHost = 10 }, bench.Data, TimeProvider.System, NullLogger<TaskSlots>.Instance);

    private Task<SandboxHandle> ProvisionAsync(SandboxActivities activities, string taskId, params RepositoryRef[] repositories) =>
        new ActivityEnvironment { Heartbeater = _ => Beat() }.RunAsync(
            () => activities.ProvisionSandboxAsync(new ProvisionSandbox(new TaskId(taskId), new TaskSlot("fix-" + taskId, 1), repositories)));

    private void Beat()
    {
        if (Interlocked.Increment(ref _beats) == EnoughBeats)
        {
            _isAlive.TrySetResult();
        }
    }

    private static Task RemoveAsync(SandboxActivities activities, SandboxHandle handle) =>
        new ActivityEnvironment().RunAsync(() => activities.RemoveSandboxAsync(new RemoveSandbox(handle, "fix-" + handle.TaskId)));
}
