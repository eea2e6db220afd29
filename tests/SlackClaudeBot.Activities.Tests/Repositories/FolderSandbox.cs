using System.Diagnostics;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>A sandbox without walls: real programs in a folder. Enough to see what is run in it.</summary>
internal sealed class FolderSandbox(string root, string mirrors) : ISandbox
{
    public string Id => "folder";

    public string TaskId => "task1";

    public string Kind => "process";

    public string Workspace { get; } = Directory.CreateDirectory(Path.Combine(root, "workspace")).FullName;

    public string Home { get; } = Directory.CreateDirectory(Path.Combine(root, "home")).FullName;

    public string Mirrors => mirrors;

    public Uri ModelGateway => new("http://127.0.0.1:1/");

    internal List<IReadOnlyList<string>> Commands { get; } = [];

    /// <summary>A side effect in the sandbox when a command runs.</summary>
    internal Action<SandboxCommand>? Before { get; set; }

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command.Arguments);
        Before?.Invoke(command);
        var start = new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1))
        {
            WorkingDirectory = command.WorkingDirectory ?? Workspace,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = Home;
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = PumpAsync(process.StandardOutput.BaseStream, command.OnOutput, cancellationToken);
            var errors = PumpAsync(process.StandardError.BaseStream, command.OnError, cancellationToken);
            await FeedAsync(process.StandardInput.BaseStream, command.StandardInput, cancellationToken);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellationToken);
            return new SandboxExit(process.ExitCode, false, false);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public async Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content.ToArray(), cancellationToken);
    }

    public async Task<byte[]?> ReadFileAsync(string path, long maxBytes, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;

    private static async Task FeedAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(input, cancellationToken);
            }
        }
        catch (IOException)
        {
            // A program that ended early reads no input; how it ended says enough.
        }
    }

    private static async Task PumpAsync(Stream stream, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? sink, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (sink is not null)
            {
                await sink(buffer.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
