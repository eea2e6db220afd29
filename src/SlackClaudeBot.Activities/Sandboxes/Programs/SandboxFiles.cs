using System.Text;

namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>
/// Writes and reads files by programs that run inside, so that links and races in there lead nowhere the agent itself cannot go.
/// </summary>
/// <param name="sandbox">Where.</param>
/// <param name="root">What files must stay under, links followed; empty for all of the sandbox.</param>
internal sealed class SandboxFiles(ISandbox sandbox, string root)
{
    private const int MaxErrorBytes = 4096;

    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(5);

    public async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand(SandboxScripts.WriteFile(Absolute(path), root, content.Length)) { StandardInput = content };
        await RunAsync(command, path, "written", null, cancellationToken);
    }

    public async Task<byte[]?> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        // One byte more than is allowed, to know a file that is too large from one that just fits.
        var command = new SandboxCommand(SandboxScripts.ReadFile(Absolute(path), root, maxBytes + 1)) { MaxOutputBytes = maxBytes + 1 + MaxErrorBytes };
        return await RunAsync(command, path, "read", content, cancellationToken) switch
        {
            SandboxScripts.NoSuchFile => null,
            _ when content.Length > maxBytes => throw new InvalidDataException($"{path} in sandbox {sandbox.Id} is larger than {maxBytes:N0} bytes."),
            _ => content.ToArray(),
        };
    }

    private async Task<int> RunAsync(SandboxCommand command, string path, string verb, MemoryStream? output, CancellationToken cancellationToken)
    {
        using var error = new MemoryStream();
        var exit = await sandbox.RunAsync(
            command with
            {
                WorkingDirectory = "/",
                Timeout = _timeout,
                OnOutput = (bytes, _) => Keep(output, bytes, long.MaxValue),
                OnError = (bytes, _) => Keep(error, bytes, MaxErrorBytes),
            },
            cancellationToken);
        if (exit is { Code: 0 or SandboxScripts.NoSuchFile, TimedOut: false })
        {
            return exit.Code;
        }

        var reason = exit switch
        {
            { TimedOut: true } => "it took too long",
            { Code: SandboxScripts.Outside } => "it lies outside of the sandbox",
            { Code: SandboxScripts.NotAFile } => "it is not a file",
            _ => $"exit code {exit.Code}: {Encoding.UTF8.GetString(error.ToArray()).Trim()}",
        };
        throw new IOException($"{path} in sandbox {sandbox.Id} could not be {verb}: {reason}.");
    }

    private static ValueTask Keep(MemoryStream? target, ReadOnlyMemory<byte> bytes, long limit)
    {
        if (target is not null && target.Length < limit)
        {
            target.Write(bytes.Span);
        }

        return ValueTask.CompletedTask;
    }

    private string Absolute(string path) => path.StartsWith('/') ? path : $"{sandbox.Workspace}/{path}";
}
