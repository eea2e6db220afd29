using SlackClaudeBot.Playground.Page;

namespace SlackClaudeBot.Playground.Cli;

/// <summary>Finds the Claude Code CLI, or installs it with npm.</summary>
public sealed class ClaudeInstaller(ClaudeInstallerOptions options)
{
    private static readonly TimeSpan _versionTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _installTime = TimeSpan.FromMinutes(20);

    private static string ProgramName => OperatingSystem.IsWindows() ? "claude.cmd" : "claude";

    private string Home => Path.Combine(Path.GetFullPath(options.ToolsFolder), $"claude-{options.Version}");

    private string Installed => Path.Combine(Home, "node_modules", ".bin", ProgramName);

    /// <summary>Returns the path of a working CLI, and installs it if necessary.</summary>
    /// <param name="progress">Receives each step and its result.</param>
    /// <param name="cancellationToken">Ends an installation; a partial installation is removed.</param>
    /// <exception cref="ClaudeMissingException">There is no CLI, and none can be installed; the message says what to do.</exception>
    public async Task<string> EnsureAsync(IProgress<CliStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var candidate in new[] { options.KnownPath, options.Find(ProgramName), Installed }.OfType<string>().Where(File.Exists))
        {
            if (await VersionAsync(candidate, cancellationToken) is { } version)
            {
                progress?.Report(new CliStatus(CliState.Ready, version));
                return candidate;
            }
        }

        try
        {
            var version = await InstallAsync(progress, cancellationToken);
            progress?.Report(new CliStatus(CliState.Ready, version));
            return Installed;
        }
        catch (ClaudeMissingException missing)
        {
            progress?.Report(new CliStatus(CliState.Missing, missing.Message));
            throw;
        }
    }

    private async Task<string> InstallAsync(IProgress<CliStatus>? progress, CancellationToken cancellationToken)
    {
        var npm = options.Find(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
            ?? throw new ClaudeMissingException(
                "Claude Code is not installed, and neither is npm to install it with. Install Node.js 18 or later with npm (https://nodejs.org), and start again; or install Claude Code yourself and put it on the PATH.");

        // Installed in another folder and then moved: an existing installation is always complete.
        var staging = Home + ".partial";
        Remove(staging);
        Directory.CreateDirectory(staging);
        try
        {
            progress?.Report(new CliStatus(CliState.Installing, $"installing {options.Version}…"));
            var result = await Tool.RunAsync(
                npm,
                ["install", "--prefix", staging, "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=http", "--", options.Package],
                _installTime,
                line => progress?.Report(new CliStatus(CliState.Installing, $"installing {options.Version}: {Shorten(line)}")),
                cancellationToken);
            if (!result.IsSuccess)
            {
                throw new ClaudeMissingException($"npm could not install {options.Package} ({result.Describe()}). Check the network and the npm registry, or install Claude Code yourself and put it on the PATH.");
            }

            Remove(Home);
            Directory.Move(staging, Home);
        }
        finally
        {
            Remove(staging);
        }

        return await VersionAsync(Installed, cancellationToken)
            ?? throw new ClaudeMissingException($"{options.Package} was installed, but `claude --version` does not work here. Install Claude Code yourself and put it on the PATH.");
    }

    /// <summary>What <c>claude --version</c> says; null if it does not work.</summary>
    private static async Task<string?> VersionAsync(string program, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync(program, ["--version"], _versionTime, null, cancellationToken);
        return result.IsSuccess && result.Output.Split(' ', '\n') is [var version, ..] && version.Length > 0 ? version : null;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Shorten(string line) => line.Length <= 80 ? line : line[..79] + "…";
}

/// <summary>The places to look for the CLI, and the version to install.</summary>
public sealed record ClaudeInstallerOptions
{
    /// <summary>The version that the product was tested with.</summary>
    public const string TestedVersion = "2.1.197";

    /// <summary>The folder for tools.</summary>
    public required string ToolsFolder { get; init; }

    /// <summary>A path that was configured; tried first.</summary>
    public string? KnownPath { get; init; }

    public string Version { get; init; } = TestedVersion;

    /// <summary>What npm is asked for.</summary>
    public string Package => PackageOverride ?? $"@anthropic-ai/claude-code@{Version}";

    /// <summary>Folders to look for programs in, as PATH has them.</summary>
    public string SearchPath { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";

    internal string? PackageOverride { get; init; }

    internal string? Find(string program) =>
        SearchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>There is no Claude Code CLI, and none could be installed. The message says what to do.</summary>
public sealed class ClaudeMissingException(string message) : Exception(message);
