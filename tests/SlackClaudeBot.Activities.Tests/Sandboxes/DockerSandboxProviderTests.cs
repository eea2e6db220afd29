using System.Text.RegularExpressions;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>Behaviour of containers only.</summary>
[Trait("Category", "Docker")]
public sealed class DockerSandboxProviderTests : IAsyncLifetime
{
    private readonly DockerBench _bench = new();

    public ValueTask InitializeAsync() => _bench.InitializeAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_container_has_only_what_it_needs()
    {
        var sandbox = await _bench.NewSandboxAsync(_bench.NewMirror("git.example/acme/shop"));
        var container = await _bench.Docker.Containers.InspectContainerAsync(sandbox.Id);

        Assert.Equal("1000:1000", container.Config.User);
        Assert.Equal(_bench.Options.Memory, container.HostConfig.Memory);
        Assert.Equal(_bench.Options.Memory, container.HostConfig.MemorySwap);
        Assert.Equal(2_000_000_000, container.HostConfig.NanoCPUs);
        Assert.Equal(512, container.HostConfig.PidsLimit);
        Assert.Equal(["ALL"], container.HostConfig.CapDrop);
        Assert.Equal(["no-new-privileges"], container.HostConfig.SecurityOpt);
        Assert.True(container.HostConfig.Init);
        Assert.False(container.HostConfig.Privileged);
        var mount = Assert.Single(container.HostConfig.Mounts);
        Assert.Equal(
            (Path.Combine(_bench.Data.Mirrors, "git.example/acme/shop"), "/mirrors/git.example/acme/shop", true), (mount.Source, mount.Target, mount.ReadOnly));
        Assert.DoesNotContain(container.Config.Env, e => e.Contains("TOKEN", StringComparison.Ordinal) || e.Contains("KEY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_says_whose_it_is()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-5);
        var sandbox = await _bench.Provider.ProvisionAsync(new SandboxRequest("0123456789", "fix-0123456789", []), CancellationToken.None);
        var labels = (await _bench.Docker.Containers.InspectContainerAsync(sandbox.Id)).Config.Labels;
        Assert.Equal("0123456789", labels["slackclaudebot.task"]);
        Assert.Equal("fix-0123456789", labels["slackclaudebot.workflow"]);
        Assert.Equal(_bench.Host.Id, labels["slackclaudebot.host"]);
        Assert.Equal("slackclaudebot", labels["created-by"]);

        var owner = Assert.Single(await _bench.Provider.ListAsync(CancellationToken.None));
        Assert.Equal(("0123456789", "fix-0123456789"), (owner.TaskId, owner.WorkflowId));
        Assert.InRange(owner.CreatedAt, before, DateTimeOffset.UtcNow.AddSeconds(5));
    }

    [Fact]
    public async Task Another_hosts_containers_are_not_listed_or_found()
    {
        await using var other = new OtherHost();
        await other.Bench.NewSandboxAsync();
        var mine = await _bench.NewSandboxAsync();
        Assert.Equal([mine.TaskId], (await _bench.Provider.ListAsync(CancellationToken.None)).Select(o => o.TaskId));
        var theirs = Assert.Single(await other.Bench.Provider.ListAsync(CancellationToken.None));
        await Assert.ThrowsAsync<SandboxLostException>(() => _bench.Provider.GetAsync(theirs.TaskId, CancellationToken.None));
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task No_process_survives_a_renewal_whatever_it_did_to_its_environment()
    {
        var sandbox = await _bench.NewSandboxAsync();
        await sandbox.ShellAsync("env -i setsid nohup /bin/sh -c 'while :; do echo alive >>/workspace/beats; sleep 0.1; done' >/dev/null 2>&1 & exit 0");

        var renewed = await _bench.Provider.RenewAsync(sandbox.TaskId, CancellationToken.None);

        var processes = await renewed.ShellAsync("cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
        Assert.DoesNotContain("beats", processes.Output.Replace("cat /proc", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.NotEqual(sandbox.Id, renewed.Id);
        await Assert.ThrowsAsync<SandboxLostException>(() => sandbox.ShellAsync("true"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renewal_that_was_interrupted_can_be_repeated(bool afterRemoval)
    {
        var sandbox = await _bench.NewSandboxAsync(_bench.NewMirror("git.example/acme/shop"));
        await sandbox.ShellAsync("echo kept >file");
        var successor = $"slackclaudebot-next-{_bench.Host.Id}-{sandbox.TaskId}";
        if (afterRemoval)
        {
            // It was started, the old one was removed, and then the program was killed.
            var renewed = await _bench.Provider.RenewAsync(sandbox.TaskId, CancellationToken.None);
            await _bench.Docker.Containers.RenameContainerAsync(renewed.Id, new ContainerRenameParameters { NewName = successor }, CancellationToken.None);
        }
        else
        {
            // It was killed before it copied the workspace.
            await _bench.Docker.Containers.StopContainerAsync(sandbox.Id, new ContainerStopParameters { WaitBeforeKillSeconds = 0 });
            await _bench.Docker.Containers.CreateContainerAsync(new CreateContainerParameters { Name = successor, Image = _bench.Options.Image, Cmd = ["true"] });
        }

        var again = await _bench.Provider.RenewAsync(sandbox.TaskId, CancellationToken.None);

        Assert.Equal("kept\n", (await again.ShellAsync("cat file")).Output);
        Assert.Single((await _bench.Docker.Containers.InspectContainerAsync(again.Id)).HostConfig.Mounts);
        Assert.Single(await _bench.Provider.ListAsync(CancellationToken.None));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => _bench.Docker.Containers.InspectContainerAsync(successor));
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_workspace_that_is_larger_in_an_archive_than_on_disk_ends_its_sandbox_with_the_reason()
    {
        var sandbox = await _bench.NewSandboxAsync();
        await sandbox.ShellAsync("truncate -s 200M a; truncate -s 200M b");

        var lost = await Assert.ThrowsAsync<SandboxLostException>(() => _bench.Provider.RenewAsync(sandbox.TaskId, CancellationToken.None));

        Assert.IsType<SandboxFullException>(lost.InnerException);
        Assert.Empty(await _bench.Provider.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_container_removed_by_force_is_lost_and_provisioned_again()
    {
        var sandbox = await _bench.NewSandboxAsync();
        var running = await sandbox.StartAsync(new SandboxCommand(["sh", "-c", "echo on; exec sleep 1000"]));
        await _bench.Docker.Containers.RemoveContainerAsync(sandbox.Id, new ContainerRemoveParameters { Force = true });
        await Assert.ThrowsAsync<SandboxLostException>(() => running.WaitAsync(TimeSpan.FromMinutes(1)));
        await Assert.ThrowsAsync<SandboxLostException>(() => sandbox.ReadFileAsync("x", 1, CancellationToken.None));

        var again = await _bench.Provider.ProvisionAsync(new SandboxRequest(sandbox.TaskId, "fix-test", []), CancellationToken.None);
        Assert.NotEqual(sandbox.Id, again.Id);
        Assert.Equal(0, (await again.ShellAsync("true")).Exit.Code);
    }

    [Fact]
    public async Task A_container_that_stopped_is_lost_until_provisioning_starts_it_again_with_its_files()
    {
        var sandbox = await _bench.NewSandboxAsync();
        await sandbox.WriteFileAsync("work", "done"u8.ToArray(), CancellationToken.None);
        await _bench.Docker.Containers.StopContainerAsync(sandbox.Id, new ContainerStopParameters { WaitBeforeKillSeconds = 5 });
        await Assert.ThrowsAsync<SandboxLostException>(() => _bench.Provider.GetAsync(sandbox.TaskId, CancellationToken.None));
        await Assert.ThrowsAsync<SandboxLostException>(() => sandbox.ShellAsync("true"));

        var again = await _bench.Provider.ProvisionAsync(new SandboxRequest(sandbox.TaskId, "fix-test", []), CancellationToken.None);
        Assert.Equal(sandbox.Id, again.Id);
        Assert.Equal("done"u8.ToArray(), await again.ReadFileAsync("work", 10, CancellationToken.None));
    }

    [Fact]
    public async Task Mirrors_are_read_but_not_written()
    {
        var mirror = _bench.NewMirror("shop");
        await File.WriteAllTextAsync(Path.Combine(_bench.Data.Mirrors, mirror, "HEAD"), "ref: refs/heads/main");
        var sandbox = await _bench.NewSandboxAsync(mirror);
        Assert.Equal("ref: refs/heads/main", (await sandbox.ShellAsync("cat \"$1/shop/HEAD\"", sandbox.Mirrors)).Output);
        var write = await sandbox.ShellAsync("echo x >\"$1/shop/HEAD\"", sandbox.Mirrors);
        Assert.NotEqual(0, write.Exit.Code);
        Assert.Contains("Read-only", write.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_has_what_an_agent_works_with()
    {
        var sandbox = await _bench.NewSandboxAsync();
        Assert.Equal("1000:1000 /home/agent\n", (await sandbox.ShellAsync("echo $(id -u):$(id -g) ~")).Output);
        foreach (var tool in new[] { "git", "rg", "fd", "jq", "make", "gcc", "g++", "node", "npm", "python3", "pip3", "claude", "curl" })
        {
            var ran = await sandbox.ShellAsync("\"$1\" --version", tool);
            Assert.True(ran.Exit.Code == 0, $"{tool}: {ran.Error}");
        }

        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docker", "Dockerfile.sandbox"));
        var version = Regex.Match(dockerfile, "^ARG CLAUDE_CODE_VERSION=(.+)$", RegexOptions.Multiline).Groups[1].Value;
        Assert.StartsWith(version + " ", (await sandbox.ShellAsync("claude --version")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_is_at_the_hosts_address_in_the_sandbox_network()
    {
        var address = await _bench.Network.GetHostAddressAsync(CancellationToken.None);
        var sandbox = await _bench.NewSandboxAsync();
        Assert.Equal(new Uri($"http://{address}:4567/"), sandbox.ModelGateway);
        Assert.Equal(sandbox.ModelGateway, (await _bench.Provider.GetAsync(sandbox.TaskId, CancellationToken.None)).ModelGateway);
    }

    [Fact]
    public async Task A_network_on_which_containers_reach_each_other_is_refused()
    {
        var name = $"open-{_bench.Host.Id}";
        var network = await _bench.Docker.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Driver = "bridge" });
        try
        {
            var open = new DockerSandboxNetwork(_bench.Docker, new SandboxOptions { Network = name });
            var refused = await Assert.ThrowsAsync<SandboxUnavailableException>(() => open.GetHostAddressAsync(CancellationToken.None));
            Assert.Contains("SANDBOX_NETWORK", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await _bench.Docker.Networks.DeleteNetworkAsync(network.ID);
        }
    }

    [Fact]
    public async Task A_missing_image_says_how_to_build_it()
    {
        _bench.Options.Image = "slackclaudebot-no-such-image";
        var missing = await Assert.ThrowsAsync<SandboxUnavailableException>(() => _bench.NewSandboxAsync());
        Assert.Contains("docker build -t slackclaudebot-no-such-image", missing.Message, StringComparison.Ordinal);
        Assert.Equal(missing.Message, await DockerEngine.FindProblemAsync(_bench.Options, CancellationToken.None));
    }

    private sealed class OtherHost : IAsyncDisposable
    {
        public DockerBench Bench { get; } = new();

        public async ValueTask DisposeAsync() => await Bench.DisposeAsync();
    }
}

/// <summary>Behaviour without an engine. Needs none.</summary>
public sealed class DockerEngineTests
{
    [Fact]
    public async Task An_engine_that_does_not_answer_says_what_to_do()
    {
        var options = new SandboxOptions { DockerHost = $"unix://{Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))}.sock" };
        using var bench = new NoEngine(options);
        var down = await Assert.ThrowsAsync<SandboxUnavailableException>(() => bench.Provider.ProvisionAsync(new SandboxRequest("0123456789", "fix-test", []), CancellationToken.None));
        Assert.Contains(options.DockerHost, down.Message, StringComparison.Ordinal);
        Assert.Contains("DOCKER_HOST", down.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxUnavailableException>(() => bench.Provider.GetAsync("0123456789", CancellationToken.None));
    }

    private sealed class NoEngine : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("no-engine-").FullName;
        private readonly IDockerClient _docker;

        public NoEngine(SandboxOptions options)
        {
            _docker = DockerEngine.Connect(options);
            var data = new DataDirectory(_root);
            Provider = new DockerSandboxProvider(
                _docker, options, data, HostIdentity.Load(data), new DockerSandboxNetwork(_docker, options), null!, TimeProvider.System, NullLogger<DockerSandboxProvider>.Instance);
        }

        public DockerSandboxProvider Provider { get; }

        public void Dispose()
        {
            _docker.Dispose();
            Directory.Delete(_root, recursive: true);
        }
    }
}
