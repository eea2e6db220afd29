using System.Diagnostics;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Deployment;

/// <summary><c>docker/compose.yml</c> in its own folder, beside the <c>.env</c> of an installation.</summary>
internal sealed class ComposeProject : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-").FullName;

    public ComposeProject(IReadOnlyDictionary<string, string> settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "docker")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docker")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        // docker-compose 1 does not support a name in the file, and each test needs its own.
        var lines = File.ReadAllLines(ComposeFile);
        Assert.Contains("name: slackclaudebot", lines);
        File.WriteAllLines(ComposeFile, lines.Where(l => !l.StartsWith("name:", StringComparison.Ordinal)));
        File.WriteAllLines(EnvironmentFile, settings.Select(s => $"{s.Key}={s.Value}"));
    }

    public string Name => Path.GetFileName(_folder).ToLowerInvariant();

    private string ComposeFile => Path.Combine(_folder, "docker", "compose.yml");

    private string EnvironmentFile => Path.Combine(_folder, ".env");

    /// <summary>The command that does so.</summary>
    public ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Needs.Compose ?? throw new InvalidOperationException("These tests need docker-compose: run .ci/prepare-tools."),
            ["--project-name", Name, "--env-file", EnvironmentFile, "--file", ComposeFile, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = _folder;
        start.Environment["DOCKER_HOST"] = Needs.DockerHost;
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => RunAsync(Command(arguments));

    public static async Task<Ended> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(_patience);
            return new Ended(process.ExitCode, await output, await errors);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down", "--volumes", "--remove-orphans");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>How a command ended.</summary>
    internal sealed record Ended(int ExitCode, string Output, string Errors);
}
