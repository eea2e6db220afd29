using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>The common part of all kinds: programs are supervised, files are read and written by programs, and an evicted sandbox gives the reason.</summary>
internal abstract class RunningSandbox(
    // The host, seen from inside.
    string hostName,
    // What files must stay under, links followed; empty for all of the sandbox.
    string root,
    IModelGatewayEndpoint gateway,
    TimeProvider time,
    Func<SandboxFullException?> eviction) : ISandbox
{
    public abstract string Id { get; }

    public abstract string TaskId { get; }

    public abstract string Kind { get; }

    public abstract string Workspace { get; }

    public abstract string Home { get; }

    public abstract string Mirrors { get; }

    public Uri ModelGateway => new UriBuilder(Uri.UriSchemeHttp, hostName, gateway.Port).Uri;

    private SandboxFiles Files => new(this, root);

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var output = new BoundedOutput(command);
        try
        {
            var program = await StartAsync(command, output, cancellationToken);
            return await ProgramSupervisor.SuperviseAsync(this, program, command, output, time, cancellationToken);
        }
        catch (SandboxLostException) when (eviction() is { } reason)
        {
            throw new SandboxLostException(Id, reason);
        }
    }

    public Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Files.WriteAsync(path, content, cancellationToken);

    public Task<byte[]?> ReadFileAsync(string path, long maxBytes, CancellationToken cancellationToken) =>
        Files.ReadAsync(path, maxBytes, cancellationToken);

    protected abstract Task<IRunningProgram> StartAsync(SandboxCommand command, BoundedOutput output, CancellationToken cancellationToken);
}
