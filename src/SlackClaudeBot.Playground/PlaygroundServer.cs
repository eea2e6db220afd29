using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Playground.Access;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.GitHub.Demo;
using SlackClaudeBot.Playground.GitHub.Rest;
using SlackClaudeBot.Playground.GitHub.SmartHttp;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Playground.Page;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Playground.Slack.WebApi;
using SlackClaudeBot.Playground.State;

namespace SlackClaudeBot.Playground;

/// <summary>A local Slack and a local GitHub on one loopback port, with a page to use them. The bot knows them by their addresses only.</summary>
public sealed class PlaygroundServer : IPlayground, IAsyncDisposable
{
    // Requests that hang (an injected fault) must not delay the shutdown.
    private static readonly TimeSpan _shutdownTime = TimeSpan.FromSeconds(2);
    private const string MessagesApiPath = "/anthropic";
    private const long MaxBodyBytes = 64 * 1024 * 1024;
    private readonly WebApplication _app;
    private readonly PlaygroundOptions _options;
    private readonly StateJournal? _journal;
    private readonly SemaphoreSlim _startingOver = new(1);
    private PlaygroundStatus _status = new();
    private CommandHelp _commands = CommandHelp.Unknown;

    private PlaygroundServer(WebApplication app, PlaygroundOptions options, StateJournal? journal, SlackWorkspace slack, GitHubServer gitHub, ScriptedModel model) =>
        (_app, _options, _journal, Slack, GitHub, Model) = (app, options, journal, slack, gitHub, model);

    /// <summary>Raised when a page must reload everything: the playground starts over, or the bot has sent its usage.</summary>
    public event Action? Refreshed;

    /// <summary>Happens when <see cref="Status"/> was set.</summary>
    public event Action? StatusChanged;

    /// <summary>The local Slack.</summary>
    public SlackWorkspace Slack { get; }

    /// <summary>The local GitHub.</summary>
    public GitHubServer GitHub { get; }

    /// <summary>The page.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>For <c>SLACK_API_URL</c>.</summary>
    public Uri SlackApiUrl => new(Url, "/api/");

    /// <summary>For <c>GITHUB_API_URL</c>.</summary>
    public Uri GitHubApiUrl => new(Url, "/api/v3/");

    /// <summary>For <c>GITHUB_URL</c>.</summary>
    public Uri GitHubUrl => Url;

    /// <summary>The scripted model; it answers at <see cref="MessagesApiUrl"/>.</summary>
    public ScriptedModel Model { get; }

    /// <summary>For <c>ANTHROPIC_BASE_URL</c>, if no real model is used.</summary>
    public Uri MessagesApiUrl => new(Url, MessagesApiPath.TrimStart('/'));

    public string BotToken => Slack.Options.BotToken;

    public string AppToken => Slack.Options.AppToken;

    public string SigningSecret => Slack.Options.SigningSecret;

    public string GitHubToken => GitHub.Options.Token;

    /// <summary>A port for the bot, the same after each restart: links in old messages lead there.</summary>
    public int BotPort { get; private set; }

    /// <summary>Ends the bot's open tasks before the playground starts over. Null: there are none to end.</summary>
    public Func<CancellationToken, Task>? EndTasks { get; set; }

    /// <summary>What can be typed, as the bot says it.</summary>
    public CommandHelp Commands
    {
        get => _commands;
        set
        {
            _commands = value;
            Refreshed?.Invoke();
        }
    }

    /// <summary>What the page's status strip says.</summary>
    public PlaygroundStatus Status
    {
        get => _status;
        set
        {
            _status = value;
            StatusChanged?.Invoke();
        }
    }

    /// <summary>Starts everything; returns when it can be reached.</summary>
    public static async Task<PlaygroundServer> StartAsync(PlaygroundOptions options, CancellationToken cancellationToken = default)
    {
        var journal = options.StateFile is { } file ? StateJournal.Open(file) : null;
        try
        {
            return await StartAsync(options, journal, cancellationToken);
        }
        catch
        {
            journal?.Dispose();
            throw;
        }
    }

    private static async Task<PlaygroundServer> StartAsync(PlaygroundOptions options, StateJournal? journal, CancellationToken cancellationToken)
    {
        var known = journal?.Saved.Identity;
        var slack = new SlackWorkspace(known is null ? options.Slack : options.Slack with
        {
            BotToken = known.BotToken,
            AppToken = known.AppToken,
            SigningSecret = known.SigningSecret,
        });
        var gitHubOptions = options.GitHub ?? new GitHubOptions { Folder = Path.Combine(options.Folder, "repositories"), Time = options.Slack.Time };
        var gitHub = new GitHubServer(known is null ? gitHubOptions : gitHubOptions with { Token = known.GitHubToken });
        if (options.CreateDemoRepositories)
        {
            await DemoRepositories.CreateAsync(gitHub, cancellationToken);
        }

        if (journal is not null)
        {
            StateKeeper.Attach(journal, slack, gitHub);
        }

        var ports = PagePorts.ToTry(options, known?.PagePort);
        var server = await ListenAsync(
            ports, port => new PlaygroundServer(Build(options, port), options, journal, slack, gitHub, options.Model ?? ScriptedModel.Demo()), cancellationToken);
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        server.Url = slack.BaseAddress = gitHub.BaseAddress = new Uri(addresses.First() + "/");
        server.BotPort = PagePorts.FreeFor(known?.BotPort);
        journal?.Append(() => [new StateJournal.Entry { Identity = server.Identity }]);
        return server;
    }

    private SavedIdentity Identity => new(BotToken, AppToken, SigningSecret, GitHubToken, Url.Port, BotPort);

    /// <summary>Ends the bot's tasks and forgets every message, pull request and push. Secrets and ports stay.</summary>
    public async Task StartOverAsync(CancellationToken cancellationToken = default)
    {
        await _startingOver.WaitAsync(cancellationToken);
        try
        {
            await (EndTasks?.Invoke(cancellationToken) ?? Task.CompletedTask);
            Slack.Clear();
            GitHub.Clear();
            if (_options.CreateDemoRepositories)
            {
                await DemoRepositories.CreateAsync(GitHub, cancellationToken);
            }

            _journal?.Clear(Identity);
        }
        finally
        {
            _startingOver.Release();
        }

        Refreshed?.Invoke();
    }

    /// <summary>Sets the bot's address.</summary>
    public void ConnectBot(Uri address)
    {
        Slack.Bot.ConnectTo(address);
        StatusChanged?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        Slack.Bot.Sockets.Abort();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Slack.Bot.Dispose();
        _journal?.Dispose();
        _startingOver.Dispose();
    }

    /// <summary>Takes the first port that is free. Only binding a port tells: a check before it would leave a gap.</summary>
    private static async Task<PlaygroundServer> ListenAsync(IReadOnlyList<int> ports, Func<int, PlaygroundServer> make, CancellationToken cancellationToken)
    {
        foreach (var port in ports)
        {
            var server = make(port);
            server.Map();
            try
            {
                await server._app.StartAsync(cancellationToken);
                return server;
            }
            catch (IOException e) when (e.InnerException is AddressInUseException && port != ports[^1])
            {
                await server._app.DisposeAsync();
            }
        }

        throw new UnreachableException("The last port either binds or throws.");
    }

    private static WebApplication Build(PlaygroundOptions options, int port)
    {
        // An empty builder: nothing of the bot's own environment (ASPNETCORE_URLS and the like) applies here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(PlaygroundServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdownTime);
        if (options.Loggers is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder.Build();
    }

    private void Map()
    {
        _app.UseMiddleware<LoopbackGuard>();
        _app.UseWebSockets();
        _app.UseRouting();
        new SlackWebApi(Slack).Map(_app);
        Slack.Bot.Sockets.Map(_app);
        new GitHubRest(GitHub).Map(_app);
        new GitHttpBackend(GitHub).Map(_app);
        MessagesEndpoints.Map(_app, MessagesApiPath, Model);
        PageAssets.Map(_app);
        new PageEvents(this).Map(_app);
        new PageActions(this).Map(_app);
    }
}
