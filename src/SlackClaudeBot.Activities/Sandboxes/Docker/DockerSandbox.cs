using System.Net;
using Docker.DotNet;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>A running container.</summary>
internal sealed class DockerSandbox(
    IDockerClient docker,
    SandboxOptions options,
    string id,
    string taskId,
    HostIdentity host,
    IPAddress hostAddress,
    IModelGatewayEndpoint gateway,
    TimeProvider time,
    Func<SandboxFullException?> eviction) : ISandbox
{
    public string Id => id;

    public string TaskId => taskId;

    public string Kind => "docker";

    public string Workspace => SandboxContainer.Workspace;

    public string Home => SandboxContainer.Home;

    public string Mirrors => SandboxContainer.Mirrors;

    public Uri ModelGateway => new UriBuilder(Uri.UriSchemeHttp, hostAddress.ToString(), gateway.Port).Uri;

    private SandboxFiles Files => new(this, root: string.Empty);

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        var output = new BoundedOutput(command);
        try
        {
            var start = new DockerProgramStart(docker, options, id, $"{host.Id}-{taskId}", time);
            var program = await DockerProgram.StartAsync(start, command, output, cancellationToken).ConfigureAwait(false);
            return await ProgramSupervisor.SuperviseAsync(this, program, command, output, time, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxLostException) when (eviction() is { } reason)
        {
            throw new SandboxLostException(id, reason);
        }
    }

    public Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Files.WriteAsync(path, content, cancellationToken);

    public Task<byte[]?> ReadFileAsync(string path, long maxBytes, CancellationToken cancellationToken) =>
        Files.ReadAsync(path, maxBytes, cancellationToken);
}
