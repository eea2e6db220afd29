using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>A folder, and programs that run in it.</summary>
internal sealed class ProcessSandbox(
    SandboxOptions options,
    DataDirectory data,
    SandboxFolder folder,
    string mark,
    IModelGatewayEndpoint gateway,
    TimeProvider time,
    Func<SandboxFullException?> eviction) : ISandbox
{
    public string Id => folder.Name;

    public string TaskId => folder.Name;

    public string Kind => "process";

    public string Workspace => folder.Workspace;

    public string Home => folder.Home;

    public string Mirrors => data.Mirrors;

    public Uri ModelGateway => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", gateway.Port).Uri;

    private SandboxFiles Files => new(this, folder.Root);

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var output = new BoundedOutput(command);
        try
        {
            var program = ProcessProgram.Start(options, folder, mark, command, output, time);
            return await ProgramSupervisor.SuperviseAsync(this, program, command, output, time, cancellationToken).ConfigureAwait(false);
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
}
