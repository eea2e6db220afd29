using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Playground;
using SlackClaudeBot.Playground.Cli;
using SlackClaudeBot.Playground.Page;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Hosting;

/// <summary>Runs the playground beside the program, and overrides the settings so that the program uses it.</summary>
internal sealed partial class PlaygroundHost : IAsyncDisposable
{
    /// <summary>The page's usual port.</summary>
    private const int UsualPort = 3001;

    /// <summary>How long the removal of sandboxes may hold up the program's start or end.</summary>
    private static readonly TimeSpan _cleanUpLimit = TimeSpan.FromSeconds(20);

    /// <summary>Kept from an earlier run: with these the next run finds sandboxes that are left over, and removes them.</summary>
    private static readonly string[] _kept = [DataDirectoryLock.FileName, "host", "sandboxes"];

    private readonly PlaygroundServer _server;
    private readonly SandboxChoice _sandbox;
    private readonly bool _hasRealModel;

    private PlaygroundHost(PlaygroundServer server, SandboxChoice sandbox, bool hasRealModel) =>
        (_server, _sandbox, _hasRealModel) = (server, sandbox, hasRealModel);

    /// <summary>Starts the playground in its own folder under the data directory, and continues what an earlier run left there.</summary>
    /// <param name="sources">Gets the overrides.</param>
    /// <param name="start">How to start.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartException">Claude Code is missing and cannot be installed.</exception>
    public static async Task<PlaygroundHost> StartAsync(SettingSources sources, PlaygroundStart start, CancellationToken cancellationToken)
    {
        var data = new DataDirectory(new SettingsBinder(sources.Get).Bind<BotOptions>().DataDirectory);
        var folder = Path.Combine(data.Root, "playground");
        sources.Override("DATA_DIR", folder);
        if (start.Fresh)
        {
            await using (DataDirectoryLock.Acquire(new DataDirectory(folder)))
            {
                Clear(folder);
            }
        }

        var server = await StartServerAsync(folder, start.PagePort, cancellationToken);
        try
        {
            Console.WriteLine("Starting the playground: nothing of Slack is set.");
            var sandbox = await ChooseSandboxAsync(sources, data.Tools, server, cancellationToken);
            var hasRealModel = !string.IsNullOrWhiteSpace(sources.Get("ANTHROPIC_API_KEY"));
            Override(sources, server, sandbox, hasRealModel);
            return new PlaygroundHost(server, sandbox, hasRealModel);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells the page where the program and its Temporal service listen and what can be typed, and prints the page's address: it can be used now.</summary>
    public void Connect(string address, string temporalAddress, IServiceProvider services)
    {
        var temporalUi = services.GetRequiredService<TemporalOptions>().UiBaseUrl;
        _server.EndTasks = cancellationToken => PlaygroundTasks.EndAsync(services, cancellationToken);
        _server.Commands = PlaygroundCommands.FromUsage();
        _server.Status = _server.Status with
        {
            Sandbox = _sandbox.Kind.ToString().ToLowerInvariant(),
            SandboxDetail = _sandbox.Why,
            Model = _hasRealModel ? "real" : "scripted",
            TemporalAddress = temporalAddress,
            TemporalUiUrl = temporalUi?.AbsoluteUri,
        };
        _server.ConnectBot(new Uri(address));
        Console.WriteLine($"""

              The playground:  {_server.Url}

              A Slack, a GitHub and a model on this machine. Type /claude in the page's composer.
              Ctrl+C ends it. To work in your own Slack workspace, see the README.

            """);
    }

    /// <summary>
    /// Removes the playground's sandboxes: at the start those of an earlier run that was killed, and at the end those of this run.
    /// Open tasks continue with the next start, in new sandboxes.
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

    private static async Task<PlaygroundServer> StartServerAsync(string folder, int? chosenPort, CancellationToken cancellationToken)
    {
        try
        {
            return await PlaygroundServer.StartAsync(
                new PlaygroundOptions
                {
                    Folder = Path.Combine(folder, "github"),
                    StateFile = Path.Combine(folder, "page", "state.jsonl"),
                    Port = chosenPort ?? UsualPort,
                    PortIsChosen = chosenPort is not null,
                    OrAnyPort = true,
                },
                cancellationToken);
        }
        catch (IOException e) when (chosenPort is not null)
        {
            throw new StartException($"The playground's page cannot listen on port {chosenPort}: {e.Message}", e);
        }
    }

    private static void Override(SettingSources sources, PlaygroundServer server, SandboxChoice sandbox, bool hasRealModel)
    {
        // Only the playground and links in old messages lead there.
        var address = $"http://127.0.0.1:{server.BotPort}";
        sources.Override("LISTEN", address);
        sources.Override("PUBLIC_URL", address);
        sources.Override("SLACK_API_URL", server.SlackApiUrl.ToString());
        sources.Override("SLACK_BOT_TOKEN", server.BotToken);
        sources.Override("SLACK_SIGNING_SECRET", server.SigningSecret);
        sources.Override("GITHUB_API_URL", server.GitHubApiUrl.ToString());
        sources.Override("GITHUB_URL", server.GitHubUrl.ToString());
        sources.Override("GITHUB_TOKEN", server.GitHubToken);
        sources.Override("GITHUB_APP_ID", string.Empty);
        sources.Override("GITHUB_APP_PRIVATE_KEY", string.Empty);
        sources.Override("GITHUB_OWNER", "acme");
        sources.Override("SANDBOX", sandbox.Kind.ToString());
        if (sandbox.Path is { } path)
        {
            sources.Override("SANDBOX_PATH", path);
        }

        if (!hasRealModel)
        {
            sources.Override("ANTHROPIC_BASE_URL", server.MessagesApiUrl.ToString());
            sources.Override("ANTHROPIC_API_KEY", "playground");
        }
    }

    /// <summary>Docker if an engine has the image; otherwise a plain process, for which Claude Code is installed if it is missing.</summary>
    private static async Task<SandboxChoice> ChooseSandboxAsync(SettingSources sources, string tools, PlaygroundServer server, CancellationToken cancellationToken)
    {
        var wanted = sources.Get("SANDBOX");
        var problem = await DockerEngine.FindProblemAsync(
            new SandboxOptions { DockerHost = sources.Get("DOCKER_HOST"), Image = sources.Get("SANDBOX_IMAGE") ?? new SandboxOptions().Image }, cancellationToken);
        var wantsProcess = string.Equals(wanted, nameof(SandboxKind.Process), StringComparison.OrdinalIgnoreCase);
        if (!wantsProcess && (problem is null || string.Equals(wanted, nameof(SandboxKind.Docker), StringComparison.OrdinalIgnoreCase)))
        {
            server.Status = server.Status with { Cli = new CliStatus(CliState.Ready, "in the sandbox image") };
            return new SandboxChoice(SandboxKind.Docker, "each task has its own container", null);
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

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Sandboxes of the playground could not be removed now; the next start tries again: {Reason}")]
        public static partial void SandboxesLeft(ILogger logger, string reason);
    }

    /// <param name="Kind">The kind of sandbox.</param>
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
