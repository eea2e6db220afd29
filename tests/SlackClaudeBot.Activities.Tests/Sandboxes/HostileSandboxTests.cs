using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Docker.DotNet.Models;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>An agent that tries to get out, from inside a container. Nothing here leaves this machine.</summary>
[Trait("Category", "Docker")]
[Trait("Category", "Hostile")]
public sealed class HostileSandboxTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly DockerFixture _fixture = new();

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            // After each attack the host still works: its engine answers and makes the next task's sandbox.
            await _fixture.Docker.System.PingAsync().WaitAsync(_patience);
            Assert.Equal("alive\n", (await (await _fixture.NewSandboxAsync()).ShellAsync("echo alive")).Output);
        }
        finally
        {
            await _fixture.DisposeAsync();
        }
    }

    [Fact]
    public async Task There_is_no_docker_socket()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("find / -xdev -type s 2>/dev/null; ls /var/run/docker.sock /run/docker.sock");
        Assert.Equal(string.Empty, ran.Output);
        Assert.NotEqual(0, ran.Exit.Code);
    }

    [Fact]
    public async Task The_hosts_files_are_not_there()
    {
        var secret = Path.Combine(_fixture.Data.Root, "secret");
        await File.WriteAllTextAsync(secret, "planted-on-the-host");
        // Readable by anybody: what keeps the agent out must not be the rights of a file.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_fixture.Data.Root, (UnixFileMode)0b111_101_101);
        }

        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync(
            "cat \"$1\" \"/proc/1/root$1\" /mirrors/../secret; ls \"$2\"; grep -rsl planted-on-the-host /home /workspace /tmp /mnt /media", secret, _fixture.Data.Root);
        Assert.Equal(string.Empty, ran.Output);
        Assert.Equal(4, ran.Error.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task The_hosts_disks_and_kernel_are_not_there()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync(
            """
            for d in /dev/mem /dev/kmem /dev/vda /dev/sda /dev/nvme0n1 /dev/kmsg /dev/fuse; do head -c 1 "$d" 2>/dev/null && echo "read $d"; done
            echo 1 2>/dev/null >/proc/sys/kernel/sysrq && echo "wrote sysrq"
            echo 1 2>/dev/null >/proc/sysrq-trigger && echo "wrote sysrq-trigger"
            mknod /tmp/disk b 254 0 2>/dev/null && echo "made a device"
            true
            """);
        Assert.Equal(string.Empty, ran.Output);
    }

    [Fact]
    public async Task Another_tasks_container_cannot_be_reached()
    {
        var first = await _fixture.NewSandboxAsync();
        var second = await _fixture.NewSandboxAsync();
        using var stop = new CancellationTokenSource();
        var serving = await first.StartAsync(
            new SandboxCommand(["python3", "-u", "-c", ListenProgram]) { InterruptGrace = TimeSpan.FromMilliseconds(100) }, stop.Token);
        var address = (await first.ShellAsync("hostname -i")).Output.Trim();
        Assert.True(IPAddress.TryParse(address, out _), address);

        // The listener works: its own container reaches it.
        Assert.Equal("open", await ConnectAsync(first, address, 8123));
        Assert.NotEqual("open", await ConnectAsync(second, address, 8123));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.WaitAsync(_patience));
    }

    [Fact]
    public async Task Of_the_hosts_ports_only_the_gateways_is_reached()
    {
        // The bot's endpoints, the embedded Temporal service and the playground listen on loopback only.
        using var bot = new TcpListener(IPAddress.Loopback, 0);
        bot.Start();
        using var gateway = new TcpListener(await _fixture.Network.GetHostAddressAsync(CancellationToken.None), 0);
        gateway.Start();
        _fixture.Port = ((IPEndPoint)gateway.LocalEndpoint).Port;
        var botPort = ((IPEndPoint)bot.LocalEndpoint).Port;

        var sandbox = await _fixture.NewSandboxAsync();
        Assert.Equal("open", await ConnectAsync(sandbox, sandbox.ModelGateway.Host, sandbox.ModelGateway.Port));
        Assert.NotEqual("open", await ConnectAsync(sandbox, sandbox.ModelGateway.Host, botPort));
        Assert.NotEqual("open", await ConnectAsync(sandbox, "127.0.0.1", botPort));
        Assert.NotEqual("open", await ConnectAsync(sandbox, "host.docker.internal", botPort));
        Assert.False(bot.Pending());
    }

    [Fact]
    public async Task A_sandbox_in_an_internal_network_reaches_the_gateway()
    {
        // Made as SECURITY.md says; the engine drops what would leave it.
        var name = $"internal-{_fixture.Host.Id}";
        var network = await _fixture.Docker.Networks.CreateNetworkAsync(new NetworksCreateParameters
        {
            Name = name,
            Driver = "bridge",
            Internal = true,
            Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_icc"] = "false" },
        });
        var own = _fixture.Options.Network;
        _fixture.Options.Network = name;
        using var gateway = new TcpListener(await _fixture.Network.GetHostAddressAsync(CancellationToken.None), 0);
        gateway.Start();
        _fixture.Port = ((IPEndPoint)gateway.LocalEndpoint).Port;

        var made = await _fixture.NewSandboxAsync();
        var sandbox = await _fixture.Provider.GetAsync(made.TaskId, CancellationToken.None);
        Assert.Equal(made.ModelGateway, sandbox.ModelGateway);
        Assert.Equal("open", await ConnectAsync(sandbox, sandbox.ModelGateway.Host, sandbox.ModelGateway.Port));
        var inspected = await _fixture.Docker.Containers.InspectContainerAsync(sandbox.Id);
        Assert.Equal([name], inspected.NetworkSettings.Networks.Keys);
        await _fixture.Provider.RemoveAsync(made.TaskId, CancellationToken.None);
        _fixture.Options.Network = own;
        await _fixture.Docker.Networks.DeleteNetworkAsync(network.ID);
    }

    [Fact]
    public async Task Privileges_cannot_be_raised()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync(
            """
            for c in 'sudo -n id' 'su -c id root' 'mount -t tmpfs none /mnt' 'unshare -Ur id' 'unshare -n true' 'chroot / id' 'nsenter -t 1 -m id' \
              'chown 0 /tmp' 'python3 -c "import os; os.setuid(0)"' 'ip link set lo down' 'hostname other' 'date -s 2000-01-01'; do
              sh -c "$c" >/dev/null 2>&1 </dev/null && echo "worked: $c"
            done
            cp /usr/bin/id /tmp/id && chmod u+s /tmp/id && /tmp/id -u
            find / -xdev -perm /6000 -type f 2>/dev/null
            grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\t'
            """);
        Assert.Equal("1000\nCapBnd:0000000000000000\nCapEff:0000000000000000\nNoNewPrivs:1\nSeccomp:2\n", Sorted(ran.Output));
        Assert.Equal(0, (await sandbox.ShellAsync("true")).Exit.Code);
    }

    [Fact]
    public async Task Forking_without_end_stops_at_the_limit_and_costs_only_the_sandbox()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var output = new StringBuilder();
        using var stop = new CancellationTokenSource();
        var bomb = new SandboxCommand(["python3", "-u", "-c", ForkProgram])
        {
            InterruptGrace = TimeSpan.FromMilliseconds(200),
            OnOutput = (bytes, _) =>
            {
                output.Append(Encoding.UTF8.GetString(bytes.Span));
                return ValueTask.CompletedTask;
            },
        };
        var running = await sandbox.StartAsync(bomb, stop.Token);
        await stop.CancelAsync();

        // With every process taken not even a signal can be sent from inside: the container goes as a whole.
        await Assert.ThrowsAsync<SandboxLostException>(() => running.WaitAsync(_patience));
        Assert.InRange(int.Parse(output.ToString(), CultureInfo.InvariantCulture), 100, _fixture.Options.Pids);
        Assert.Empty(await _fixture.Provider.ListAsync(CancellationToken.None));

        var again = await _fixture.Provider.ProvisionAsync(new SandboxRequest(sandbox.TaskId, "fix-test", []), CancellationToken.None);
        Assert.Equal("alive\n", (await again.ShellAsync("echo alive")).Output);
    }

    [Fact]
    public async Task Filling_memory_ends_the_program_and_not_the_container()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("exec python3 -c 'x = []\nwhile True: x.append(bytearray(16 << 20))'").WaitAsync(_patience);
        Assert.Equal(137, ran.Exit.Code);
        Assert.Equal("alive\n", (await sandbox.ShellAsync("echo alive")).Output);
    }

    [Fact]
    public async Task Filling_temporary_files_is_bounded()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("head -c 200000000 /dev/zero >/tmp/full; wc -c </tmp/full");
        Assert.InRange(long.Parse(ran.Output, CultureInfo.InvariantCulture), 1, _fixture.Options.TemporarySpace);
        Assert.Contains("No space left", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_processes_are_not_seen()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("kill -0 \"$1\" 2>&1; ps -e -o pid= | wc -l", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var count = int.Parse(ran.Output.TrimEnd().Split('\n')[^1], CultureInfo.InvariantCulture);
        Assert.InRange(count, 1, 6);
        Assert.DoesNotContain("dotnet", (await sandbox.ShellAsync("ps -e -o args=")).Output, StringComparison.Ordinal);
    }

    /// <summary>Says open, refused or silent.</summary>
    private static async Task<string> ConnectAsync(ISandbox sandbox, string address, int port)
    {
        var ran = await sandbox.KeepAsync(new SandboxCommand(["python3", "-c", ConnectProgram, address, port.ToString(CultureInfo.InvariantCulture)]));
        return ran.Output.Trim();
    }

    private static string Sorted(string lines)
    {
        var sorted = new StringBuilder();
        foreach (var line in lines.TrimEnd().Split('\n').Order(StringComparer.Ordinal))
        {
            sorted.Append(line).Append('\n');
        }

        return sorted.ToString();
    }

    private const string ListenProgram = """
        import socket, time
        s = socket.create_server(("0.0.0.0", 8123))
        print("listening")
        while True: s.accept()
        """;

    private const string ConnectProgram = """
        import socket, sys
        try:
            socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3)
            print("open")
        except Exception as e:
            print(type(e).__name__)
        """;

    private const string ForkProgram = """
        # forks-without-end
        import os, time, signal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        n = 0
        while True:
            try:
                if os.fork() == 0:
                    while True: time.sleep(1000)
                n += 1
            except OSError:
                break
        print(n)
        while True: time.sleep(1000)
        """;
}
