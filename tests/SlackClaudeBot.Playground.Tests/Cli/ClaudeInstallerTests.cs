using SlackClaudeBot.Playground.Cli;
using SlackClaudeBot.Playground.Page;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Playground.Tests.Cli;

/// <summary>Real npm, with a small package of our own in the place of the large one.</summary>
public sealed class ClaudeInstallerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("installer-").FullName;
    private readonly List<CliStatus> _reported = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_version_is_that_of_the_sandbox_image() => Assert.Contains(
        $"ARG CLAUDE_CODE_VERSION={ClaudeInstallerOptions.TestedVersion}\n",
        File.ReadAllText(Path.Combine(Checkout.Root, "docker", "Dockerfile.sandbox")),
        StringComparison.Ordinal);

    [FactWith(Need.Node)]
    public async Task A_missing_program_is_installed_once_and_then_found()
    {
        var options = Options() with { PackageOverride = Package("console.log('9.9.9 (Claude Code)')"), SearchPath = PathWithoutClaude() };
        var path = await new ClaudeInstaller(options).EnsureAsync(Progress());
        Assert.StartsWith(Path.Combine(_folder, "tools"), path, StringComparison.Ordinal);
        Assert.Equal(new CliStatus(CliState.Ready, "9.9.9"), _reported[^1]);
        Assert.Contains(_reported, status => status.State == CliState.Installing);

        _reported.Clear();
        Assert.Equal(path, await new ClaudeInstaller(options with { PackageOverride = "file:/none" }).EnsureAsync(Progress()));
        Assert.Equal(CliState.Ready, Assert.Single(_reported).State);
    }

    [Fact]
    public async Task Without_npm_it_says_what_to_install()
    {
        var missing = await Assert.ThrowsAsync<ClaudeMissingException>(() => new ClaudeInstaller(Options() with { SearchPath = "" }).EnsureAsync(Progress()));
        Assert.Contains("Install Node.js", missing.Message, StringComparison.Ordinal);
        Assert.Equal(new CliStatus(CliState.Missing, missing.Message), Assert.Single(_reported));
    }

    [FactWith(Need.Node)]
    public async Task A_failed_installation_leaves_nothing_behind()
    {
        var options = Options() with { PackageOverride = "file:" + Path.Combine(_folder, "none"), SearchPath = PathWithoutClaude() };
        var missing = await Assert.ThrowsAsync<ClaudeMissingException>(() => new ClaudeInstaller(options).EnsureAsync(Progress()));
        Assert.Contains("npm could not install", missing.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "tools")));
    }

    [FactWith(Need.Node)]
    public async Task A_program_that_does_not_work_is_not_used()
    {
        var options = Options() with { PackageOverride = Package("process.exit(3)"), SearchPath = PathWithoutClaude() };
        var missing = await Assert.ThrowsAsync<ClaudeMissingException>(() => new ClaudeInstaller(options).EnsureAsync(Progress()));
        Assert.Contains("does not work", missing.Message, StringComparison.Ordinal);
    }

    private ClaudeInstallerOptions Options() => new() { ToolsFolder = Path.Combine(_folder, "tools") };

    private RecordingProgress Progress() => new(_reported);

    private string Package(string program)
    {
        var folder = Path.Combine(_folder, "package");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "package.json"), """{"name":"claude-stand-in","version":"9.9.9","bin":{"claude":"cli.js"}}""");
        File.WriteAllText(Path.Combine(folder, "cli.js"), "#!/usr/bin/env node\n" + program + "\n");
        return "file:" + folder;
    }

    private static string PathWithoutClaude() => string.Join(
        Path.PathSeparator,
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => !File.Exists(Path.Combine(folder, "claude"))));

    private sealed class RecordingProgress(List<CliStatus> reported) : IProgress<CliStatus>
    {
        public void Report(CliStatus value)
        {
            lock (reported)
            {
                reported.Add(value);
            }
        }
    }
}
