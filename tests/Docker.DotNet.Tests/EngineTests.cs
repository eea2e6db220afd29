using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;

namespace Docker.DotNet.Tests;

/// <summary>The client against a real engine.</summary>
[Trait("Category", "Docker")]
public sealed class EngineTests : IAsyncLifetime
{
    private const string Image = "slackclaudebot-sandbox:latest";

    private static readonly Uri _endpoint = new(Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock");

    private readonly DockerClient _docker = new DockerClientConfiguration(_endpoint).CreateClient();
    private readonly string _name = $"docker-dotnet-tests-{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        try
        {
            await _docker.Images.InspectImageAsync(Image);
        }
        catch (Exception e) when (e is HttpRequestException or DockerApiException)
        {
            throw new InvalidOperationException($"These tests need a Docker engine with the image {Image}: run .ci/prepare-docker.", e);
        }
    }

    public async Task DisposeAsync()
    {
        try
        {
            await _docker.Containers.RemoveContainerAsync(_name, new ContainerRemoveParameters { Force = true });
        }
        catch (DockerContainerNotFoundException)
        {
        }

        _docker.Dispose();
    }

    [Fact]
    public async Task The_engine_tells_its_versions()
    {
        await _docker.System.PingAsync();
        var version = await _docker.System.GetVersionAsync();
        Assert.True(Version.Parse(version.APIVersion) >= new Version(1, 41));
        using var pinned = new DockerClientConfiguration(_endpoint).CreateClient(Version.Parse(version.APIVersion));
        Assert.Equal(version.Version, (await pinned.System.GetVersionAsync()).Version);
    }

    [Fact]
    public async Task A_version_the_engine_does_not_know_is_refused()
    {
        using var future = new DockerClientConfiguration(_endpoint).CreateClient(new Version(9, 9));
        var refused = await Assert.ThrowsAsync<DockerApiException>(() => future.System.GetVersionAsync());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_container_lives_and_dies()
    {
        var id = await StartAsync();
        Assert.False(await _docker.Containers.StartContainerAsync(id, null));
        var listed = Assert.Single(await _docker.Containers.ListContainersAsync(new ContainersListParameters { Filters = Label() }));
        Assert.Equal((id, "running", $"/{_name}"), (listed.ID, listed.State, listed.Names[0]));
        Assert.InRange(listed.Created, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));

        await _docker.Containers.KillContainerAsync(id, new ContainerKillParameters { Signal = "SIGKILL" });
        Assert.False(await _docker.Containers.StopContainerAsync(id, new ContainerStopParameters()));
        var dead = await _docker.Containers.InspectContainerAsync(_name);
        Assert.Equal((false, 137L), (dead.State.Running, dead.State.ExitCode));
        Assert.Empty(await _docker.Containers.ListContainersAsync(new ContainersListParameters { Filters = Label() }));
        Assert.Single(await _docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Label() }));

        await _docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters());
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => _docker.Containers.InspectContainerAsync(id));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_and_an_unknown_image_is_not_found()
    {
        await StartAsync();
        var conflict = await Assert.ThrowsAsync<DockerApiException>(() => _docker.Containers.CreateContainerAsync(Parameters()));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var parameters = Parameters();
        (parameters.Name, parameters.Image) = (null, "no-such-image:1");
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => _docker.Containers.CreateContainerAsync(parameters));
    }

    [Fact]
    public async Task An_attached_program_gets_its_input_to_the_end_and_gives_both_outputs()
    {
        var id = await StartAsync();
        var exec = await _docker.Exec.ExecCreateContainerAsync(id, new ContainerExecCreateParameters
        {
            Cmd = ["sh", "-c", "cat; echo problem >&2; exit 3"],
            AttachStdin = true,
            AttachStdout = true,
            AttachStderr = true,
        });
        using var stream = await _docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false);
        await stream.WriteAsync("hello"u8.ToArray(), 0, 5, CancellationToken.None);
        stream.CloseWrite();
        Assert.Equal(("hello", "problem\n"), await stream.ReadOutputToEndAsync(CancellationToken.None));
        var ended = await _docker.Exec.InspectContainerExecAsync(exec.ID);
        Assert.Equal((false, 3L, exec.ID, id), (ended.Running, ended.ExitCode, ended.ExecID, ended.ContainerID));
    }

    [Fact]
    public async Task A_program_that_runs_on_has_no_exit_code_yet()
    {
        var id = await StartAsync();
        var exec = await _docker.Exec.ExecCreateContainerAsync(id, new ContainerExecCreateParameters { Cmd = ["sleep", "1000"] });
        await _docker.Exec.StartContainerExecAsync(exec.ID);
        var running = await _docker.Exec.InspectContainerExecAsync(exec.ID);
        Assert.Equal((true, 0L), (running.Running, running.ExitCode));
    }

    [Fact]
    public async Task A_network_is_made_found_and_deleted()
    {
        var created = await _docker.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = _name, Driver = "bridge", CheckDuplicate = true, Internal = true });
        var twice = await Assert.ThrowsAsync<DockerApiException>(() => _docker.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = _name, CheckDuplicate = true }));
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        var network = await _docker.Networks.InspectNetworkAsync(_name);
        Assert.Equal((created.ID, true), (network.ID, network.Internal));
        Assert.True(IPAddress.TryParse(network.IPAM.Config[0].Gateway, out _));
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["name"] = new Dictionary<string, bool> { [_name] = true } };
        Assert.Single(await _docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters }));
        await _docker.Networks.DeleteNetworkAsync(created.ID);
        await Assert.ThrowsAsync<DockerNetworkNotFoundException>(() => _docker.Networks.InspectNetworkAsync(_name));
    }

    [Fact]
    public async Task The_engine_is_reached_over_tcp_too()
    {
        await using var relay = new Relay(_endpoint.AbsolutePath);
        using var docker = new DockerClientConfiguration(new Uri($"tcp://127.0.0.1:{relay.Port}")).CreateClient();
        var id = await StartAsync();
        var exec = await docker.Exec.ExecCreateContainerAsync(id, new ContainerExecCreateParameters { Cmd = ["cat"], AttachStdin = true, AttachStdout = true });
        using var stream = await docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false);
        await stream.WriteAsync("over tcp"u8.ToArray(), 0, 8, CancellationToken.None);
        stream.CloseWrite();
        Assert.Equal(("over tcp", string.Empty), await stream.ReadOutputToEndAsync(CancellationToken.None));
    }

    private async Task<string> StartAsync()
    {
        var id = (await _docker.Containers.CreateContainerAsync(Parameters())).ID;
        Assert.True(await _docker.Containers.StartContainerAsync(id, new ContainerStartParameters()));
        return id;
    }

    private CreateContainerParameters Parameters() => new()
    {
        Name = _name,
        Image = Image,
        Cmd = ["sleep", "infinity"],
        Labels = new Dictionary<string, string> { ["test"] = _name },
        HostConfig = new HostConfig { Init = true, NetworkMode = "none" },
    };

    private Dictionary<string, IDictionary<string, bool>> Label() =>
        new() { ["label"] = new Dictionary<string, bool> { [$"test={_name}"] = true } };

    /// <summary>Carries TCP connections to the engine's unix socket, each half to its own end.</summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _accepting;

        public Relay(string socketPath)
        {
            _listener.Start();
            _accepting = AcceptAsync(socketPath);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task AcceptAsync(string socketPath)
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
                _ = CarryAsync(client, engine);
                _ = CarryAsync(engine, client);
            }
        }

        private static async Task CarryAsync(Socket from, Socket to)
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
                await to.SendAsync(buffer.AsMemory(0, read));

            to.Shutdown(SocketShutdown.Send);
        }
    }
}
