using System.Net;
using System.Net.Sockets;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Playground;
using SlackClaudeBot.Playground.Cli;
using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Hosting;

/// <summary>Runs the playground beside the program, and decides the settings that lead the program to it.</summary>
internal sealed partial class PlaygroundHost : IAsyncDisposable
{
    /// <summary>The page's usual port.</summary>
    private const int UsualPort = 3001;

    /// <summary>How long the removal of sandboxes may hold up the program's start or end.</summary>
    private static readonly TimeSpan _cleanUpLimit = TimeSpan.FromSeconds(20);

    /// <summary>What must outlive a run that was killed: by these the next one finds its sandboxes and removes them.</summary>
    private static readonly string[] _kept = [DataDirectoryLock.FileName, "host", "sandboxes"];

    private readonly PlaygroundServer _server;
    private readonly SandboxChoice _sandbox;
    private readonly bool _hasRealModel;

    private PlaygroundHost(PlaygroundServer server, SandboxChoice sandbox, bool hasRealModel) =>
        (_server, _sandbox, _hasRealModel) = (server, sandbox, hasRealModel);

    /// <summary>Starts the playground in a folder of its own under the data directory; what an earlier one left there is removed, its tools are kept.</summary>
    /// <param name="sources">Gets the settings that lead to it.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartException">Claude Code is missing and cannot be installed.</exception>
    public static async Task<PlaygroundHost> StartAsync(SettingSources sources, CancellationToken cancellationToken)
    {
        var data = new DataDirectory(new SettingsBinder(sources.Get).Bind<BotOptions>().DataDirectory);
        var folder = Path.Combine(data.Root, "playground");
        sources.Decide("DATA_DIR", folder);
        await using (DataDirectoryLock.Take(new DataDirectory(folder)))
        {
            Clear(folder);
        }

        var server = await PlaygroundServer.StartAsync(
            new PlaygroundOptions { Folder = Path.Combine(folder, "github"), Port = UsualPort, OrAnyPort = true }, cancellationToken);
        try
        {
            Console.WriteLine($"""

                  The playground:  {server.Url}

                  A Slack, a GitHub and a model on this machine. Type /claude in the page's composer.
                  Ctrl+C ends it. To work in your own Slack workspace, see the README.

                """);
            var sandbox = await ChooseSandboxAsync(sources, data.Tools, server, cancellationToken);
            var hasRealModel = !string.IsNullOrWhiteSpace(sources.Get("ANTHROPIC_API_KEY"));
            Decide(sources, server, sandbox, hasRealModel);
            return new PlaygroundHost(server, sandbox, hasRealModel);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says where the program listens, and where its Temporal service and that one's web UI do.</summary>
    public void Connect(string address, string temporalAddress, Uri? temporalUi)
    {
        _server.Status = _server.Status with
        {
            Sandbox = _sandbox.Kind.ToString().ToLowerInvariant(),
            SandboxDetail = _sandbox.Why,
            Model = _hasRealModel ? "real" : "scripted",
            TemporalAddress = temporalAddress,
            TemporalUiUrl = temporalUi?.AbsoluteUri,
        };
        _server.ConnectBot(new Uri(address));
    }

    /// <summary>
    /// Removes the playground's sandboxes: those of an earlier run that was killed, and at the end this run's own. Its tasks end
    /// with the program, so nobody would ask for them again.
    /// </summary>
    public static async Task RemoveSandboxesAsync(IServiceProvider services, ILogger logger)
    {
        using var limit = new CancellationTokenSource(_cleanUpLimit);
        try
        {
            var sandboxes = services.GetRequiredService<ISandboxProvider>();
            var left = await sandboxes.ListAsync(limit.Token);
            await Task.WhenAll(left.Select(sandbox => sandboxes.RemoveAsync(sandbox.TaskId, limit.Token)));
        }
        catch (Exception e) when (e is SandboxUnavailableException or OperationCanceledException or IOException)
        {
            Log.SandboxesLeft(logger, e.Message);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Decide(SettingSources sources, PlaygroundServer server, SandboxChoice sandbox, bool hasRealModel)
    {
        // Only the playground speaks to it, so any port does; a usual one could be taken by another playground until it is bound.
        var address = $"http://127.0.0.1:{FreePort()}";
        sources.Decide("LISTEN", address);
        sources.Decide("PUBLIC_URL", address);
        sources.Decide("SLACK_API_URL", server.SlackApiUrl.ToString());
        sources.Decide("SLACK_BOT_TOKEN", server.BotToken);
        sources.Decide("SLACK_SIGNING_SECRET", server.SigningSecret);
        sources.Decide("GITHUB_API_URL", server.GitHubApiUrl.ToString());
        sources.Decide("GITHUB_URL", server.GitHubUrl.ToString());
        sources.Decide("GITHUB_TOKEN", server.GitHubToken);
        sources.Decide("GITHUB_OWNER", "acme");
        sources.Decide("SANDBOX", sandbox.Kind.ToString());
        if (sandbox.Path is { } path)
        {
            sources.Decide("SANDBOX_PATH", path);
        }

        if (!hasRealModel)
        {
            sources.Decide("ANTHROPIC_BASE_URL", server.MessagesApiUrl.ToString());
            sources.Decide("ANTHROPIC_API_KEY", "playground");
        }
    }

    /// <summary>Docker where an engine has the image; else a plain process, with Claude Code installed on this machine if need be.</summary>
    private static async Task<SandboxChoice> ChooseSandboxAsync(SettingSources sources, string tools, PlaygroundServer server, CancellationToken cancellationToken)
    {
        var wanted = sources.Get("SANDBOX");
        var problem = await DockerEngine.FindProblemAsync(
            new SandboxOptions { DockerHost = sources.Get("DOCKER_HOST"), Image = sources.Get("SANDBOX_IMAGE") ?? new SandboxOptions().Image }, cancellationToken);
        var wantsProcess = string.Equals(wanted, nameof(SandboxKind.Process), StringComparison.OrdinalIgnoreCase);
        if (!wantsProcess && (problem is null || string.Equals(wanted, nameof(SandboxKind.Docker), StringComparison.OrdinalIgnoreCase)))
        {
            server.Status = server.Status with { Cli = new CliStatus(CliState.Ready, "in the sandbox image") };
            return new SandboxChoice(SandboxKind.Docker, "each task works in a container of its own", null);
        }

        var claude = await InstallClaudeAsync(sources, tools, server, cancellationToken);
        var path = $"{Path.GetDirectoryName(claude)}{System.IO.Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        var why = wantsProcess ? "as SANDBOX says" : problem!;
        return new SandboxChoice(SandboxKind.Process, $"The agent runs as your own user, with little between it and your files: {why}", path);
    }

    private static async Task<string> InstallClaudeAsync(SettingSources sources, string tools, PlaygroundServer server, CancellationToken cancellationToken)
    {
        var installer = new ClaudeInstaller(new ClaudeInstallerOptions { ToolsFolder = tools, KnownPath = sources.Get("CLAUDE_PROGRAM") });
        try
        {
            return await installer.EnsureAsync(new InstallationReport(server), cancellationToken);
        }
        catch (ClaudeMissingException e)
        {
            throw new StartException(e.Message, e);
        }
    }

    private static void Clear(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !_kept.Contains(e.Name)))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Sandboxes of the playground could not be removed now; the next start tries again: {Reason}")]
        public static partial void SandboxesLeft(ILogger logger, string reason);
    }

    /// <param name="Kind">What holds the agent.</param>
    /// <param name="Why">Said on the page.</param>
    /// <param name="Path">The PATH inside a process sandbox.</param>
    private sealed record SandboxChoice(SandboxKind Kind, string Why, string? Path);

    /// <summary>Shows the installation of Claude Code on the page and in the terminal.</summary>
    private sealed class InstallationReport(PlaygroundServer server) : IProgress<CliStatus>
    {
        void IProgress<CliStatus>.Report(CliStatus value)
        {
            if (value.State != server.Status.Cli.State)
            {
                Console.WriteLine($"  Claude Code: {value.Detail}");
            }

            server.Status = server.Status with { Cli = value };
        }
    }
}
