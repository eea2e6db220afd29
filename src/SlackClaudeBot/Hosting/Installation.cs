using System.Net.Sockets;
using EmbeddedTemporal;
using EmbeddedTemporal.Storage;
using Microsoft.AspNetCore.Connections;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Hosting;

/// <summary>
/// Everything that runs in this process, in the order it depends on each other: the data directory, the embedded Temporal
/// service where no other is named, and the web application with its workers. It ends in the opposite order.
/// </summary>
internal sealed partial class Installation : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private WebApplication? _application;
    private PlaygroundHost? _playground;
    private EmbeddedTemporalServer? _temporal;
    private string _temporalAddress = string.Empty;

    private Installation()
    {
    }

    /// <summary>Starts everything but the web application.</summary>
    /// <exception cref="SettingsException">Settings are missing or wrong.</exception>
    /// <exception cref="StartException">Something on this machine is in the way.</exception>
    public static async Task<Installation> StartAsync(SettingSources sources, CancellationToken cancellationToken)
    {
        var installation = new Installation();
        try
        {
            await installation.StartPartsAsync(sources, cancellationToken);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var application = _application!;
        await RemovePlaygroundSandboxesAsync();
        await ListenAsync(application, cancellationToken);
        _playground?.Connect(application.Urls.First(), _temporalAddress, application.Services.GetRequiredService<TemporalOptions>().UiBaseUrl);
        Log.Serving(application.Logger, application.Urls.First());
        var shutdown = application.WaitForShutdownAsync(cancellationToken);
        if (_temporal is not null && await Task.WhenAny(shutdown, _temporal.Failure) == _temporal.Failure)
        {
            // What cannot be kept must not be taken: better no answer than one that a crash forgets.
            await application.StopAsync(cancellationToken);
            throw new StartException($"The embedded Temporal service cannot go on: {(await _temporal.Failure).Message}");
        }

        await shutdown;
        await RemovePlaygroundSandboxesAsync();
    }

    private static async Task ListenAsync(WebApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException)
        {
            var listen = application.Services.GetRequiredService<BotOptions>().Listen;
            throw new StartException($"The program cannot listen: {e.Message} Set LISTEN, now {listen.GetLeftPart(UriPartial.Authority)}, to an address of this machine that is free.", e);
        }
    }

    private Task RemovePlaygroundSandboxesAsync() => _playground is null
        ? Task.CompletedTask
        : PlaygroundHost.RemoveSandboxesAsync(_application!.Services, _application.Logger);

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(SettingSources sources, CancellationToken cancellationToken)
    {
        if (sources.IsPlayground)
        {
            _playground = await PlaygroundHost.StartAsync(sources, cancellationToken);
            _parts.Push(_playground);
        }

        var settings = BotSettings.Load(sources.Get);
        var bot = settings.Get<BotOptions>();
        var data = new DataDirectory(bot.DataDirectory);
        _parts.Push(DataDirectoryLock.Take(data));

        var temporal = settings.Get<TemporalOptions>();
        _temporalAddress = temporal.Address ?? await StartEmbeddedTemporalAsync(temporal, data, bot.LogLevel, cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.AddSlackClaudeBot(settings, data, _temporalAddress);
        _application = builder.Build();
        _parts.Push(_application);
        _application.UseSlackClaudeBot();
    }

    private async Task<string> StartEmbeddedTemporalAsync(TemporalOptions options, DataDirectory data, LogLevel level, CancellationToken cancellationToken)
    {
        // The service outlives the web application, so it has a log of its own.
        var logs = LoggerFactory.Create(logging => logging.AddBotConsole(level));
        _parts.Push(new Disposal(logs));
        try
        {
            var server = await EmbeddedTemporalServer.StartAsync(
                new EmbeddedTemporalOptions
                {
                    DatabasePath = Path.Combine(data.Folder("temporal"), "temporal.db"),
                    Port = options.EmbeddedPort,
                    LoggerFactory = logs,
                    Namespaces = [options.Namespace],
                    IsLostWorker = EarlierWorkers.AreGone,
                },
                cancellationToken);
            _parts.Push(server);
            _temporal = server;
            return server.Address;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or DatabaseException or ListenException)
        {
            throw new StartException($"The embedded Temporal service cannot start: {e.Message}", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "SlackClaudeBot listens on {Address}")]
        public static partial void Serving(ILogger logger, string address);
    }

    private sealed class Disposal(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
