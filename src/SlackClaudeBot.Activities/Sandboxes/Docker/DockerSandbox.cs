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
    Func<SandboxFullException?> eviction) : RunningSandbox(hostAddress.ToString(), root: string.Empty, gateway, time, eviction)
{
    private readonly DockerProgramStart _start = new(docker, options, id, $"{host.Id}-{taskId}", time);

    public override string Id => id;

    public override string TaskId => taskId;

    public override string Kind => "docker";

    public override string Workspace => SandboxContainer.Workspace;

    public override string Home => SandboxContainer.Home;

    public override string Mirrors => SandboxContainer.Mirrors;

    protected override async Task<IRunningProgram> StartAsync(SandboxCommand command, BoundedOutput output, CancellationToken cancellationToken) =>
        await DockerProgram.StartAsync(_start, command, output, cancellationToken);
}
