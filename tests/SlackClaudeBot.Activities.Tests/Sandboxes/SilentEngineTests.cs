using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>An engine that takes connections and says nothing.</summary>
public sealed class SilentEngineTests : IDisposable
{
    private readonly TcpListener _engine = new(IPAddress.Loopback, 0);

    public SilentEngineTests() => _engine.Start();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task An_engine_that_never_answers_is_one_to_wait_for()
    {
        using var docker = Connect(TimeSpan.FromMilliseconds(200));

        var failure = await Assert.ThrowsAsync<SandboxUnavailableException>(() => GetHostAddressAsync(docker, CancellationToken.None));

        Assert.Contains("does not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_gets_only_its_own_cancellation()
    {
        using var docker = Connect(TimeSpan.FromMinutes(5));
        using var waiting = new CancellationTokenSource();

        var call = GetHostAddressAsync(docker, waiting.Token);
        using var connection = await _engine.AcceptSocketAsync();
        await waiting.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_socket_file_that_does_not_exist_is_named()
    {
        var socket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "docker.sock");
        var options = new SandboxOptions { DockerHost = $"unix://{socket}" };
        using var docker = DockerEngine.Connect(options);

        var failure = await Assert.ThrowsAsync<SandboxUnavailableException>(() => new DockerSandboxNetwork(docker, options).GetHostAddressAsync(CancellationToken.None));

        Assert.Contains($"there is no file {socket}", failure.Message, StringComparison.Ordinal);
    }

    private static Task<IPAddress> GetHostAddressAsync(DockerClient docker, CancellationToken cancellationToken) =>
        new DockerSandboxNetwork(docker, new SandboxOptions()).GetHostAddressAsync(cancellationToken);

    private DockerClient Connect(TimeSpan timeout)
    {
        using var configuration = new DockerClientConfiguration(new Uri($"tcp://{_engine.LocalEndpoint}"), defaultTimeout: timeout);
        return configuration.CreateClient();
    }
}
