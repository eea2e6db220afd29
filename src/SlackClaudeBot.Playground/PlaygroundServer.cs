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

namespace SlackClaudeBot.Playground;

/// <summary>A local Slack and a local GitHub on one loopback port, with a page to use them. The bot knows them by their addresses only.</summary>
public sealed class PlaygroundServer : IAsyncDisposable
{
    // Hung requests (a fault on purpose) shall not hold up the end.
    private static readonly TimeSpan _shutdownTime = TimeSpan.FromSeconds(2);
    private const string MessagesApiPath = "/anthropic";
    private const long MaxBodyBytes = 64 * 1024 * 1024;
    private readonly WebApplication _app;
    private PlaygroundStatus _status = new();

    private PlaygroundServer(WebApplication app, SlackWorkspace slack, GitHubServer gitHub, ScriptedModel model) =>
        (_app, Slack, GitHub, Model) = (app, slack, gitHub, model);

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

    /// <summary>For <c>ANTHROPIC_BASE_URL</c>, where no real model is used.</summary>
    public Uri MessagesApiUrl => new(Url, MessagesApiPath.TrimStart('/'));

    public string BotToken => Slack.Options.BotToken;

    public string AppToken => Slack.Options.AppToken;

    public string SigningSecret => Slack.Options.SigningSecret;

    public string GitHubToken => GitHub.Options.Token;

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
        var slack = new SlackWorkspace(options.Slack);
        var gitHub = new GitHubServer(options.GitHub ?? new GitHubOptions { Folder = Path.Combine(options.Folder, "repositories"), Time = options.Slack.Time });
        if (options.CreateDemoRepositories)
        {
            await DemoRepositories.CreateAsync(gitHub, cancellationToken);
        }

        var server = await ListenAsync(options, port => new PlaygroundServer(Build(options, port), slack, gitHub, options.Model ?? ScriptedModel.Demo()), cancellationToken);
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        server.Url = slack.BaseAddress = gitHub.BaseAddress = new Uri(addresses.First() + "/");
        return server;
    }

    /// <summary>Says where the bot listens.</summary>
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
    }

    /// <summary>Who binds a port has it: to look before whether it is free would leave a gap.</summary>
    private static async Task<PlaygroundServer> ListenAsync(PlaygroundOptions options, Func<int, PlaygroundServer> make, CancellationToken cancellationToken)
    {
        foreach (var port in options.OrAnyPort ? [options.Port, 0] : new[] { options.Port })
        {
            var server = make(port);
            server.Map();
            try
            {
                await server._app.StartAsync(cancellationToken);
                return server;
            }
            catch (IOException e) when (e.InnerException is AddressInUseException && options.OrAnyPort && port != 0)
            {
                await server._app.DisposeAsync();
            }
        }

        throw new UnreachableException("Port 0 is never taken.");
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
