using System.Net.Sockets;
using EmbeddedTemporal;
using EmbeddedTemporal.Storage;
using Microsoft.AspNetCore.Connections;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Hosting;

/// <summary>
/// Everything that runs in this process, started in the order of its dependencies: the data directory, the embedded Temporal
/// service unless another one is named, and the web application with its workers. It stops in the opposite order.
/// </summary>
internal sealed partial class BotHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private WebApplication? _application;
    private PlaygroundHost? _playground;
    private EmbeddedTemporalServer? _temporal;
    private string _temporalAddress = string.Empty;

    private BotHost()
    {
    }

    /// <summary>Starts everything but the web application.</summary>
    /// <exception cref="SettingsException">Settings are missing or wrong.</exception>
    /// <exception cref="StartException">Something on this machine prevents the start.</exception>
    public static async Task<BotHost> StartAsync(SettingSources sources, PlaygroundStart start, CancellationToken cancellationToken)
    {
        var host = new BotHost();
        try
        {
            await host.StartPartsAsync(sources, start, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <exception cref="StartException">It cannot listen, or a background service failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var application = _application!;
        var temporal = application.Services.GetRequiredService<TemporalOptions>();
        if (!temporal.IsEmbedded)
        {
            await TemporalWait.UntilReadyAsync(temporal, application.Services.GetRequiredService<TimeProvider>(), application.Logger, cancellationToken);
        }

        await RemovePlaygroundSandboxesAsync();
        await ListenAsync(application, cancellationToken);
        _playground?.Connect(application.Urls.First(), _temporalAddress, application.Services);
        Log.Serving(application.Logger, application.Urls.First());
        var shutdown = application.WaitForShutdownAsync(cancellationToken);
        if (_temporal is not null && await Task.WhenAny(shutdown, _temporal.Failure) == _temporal.Failure)
        {
            // Without its database the service cannot keep what it accepts, so it must not accept anything.
            await application.StopAsync(cancellationToken);
            throw new StartException($"The embedded Temporal service failed: {(await _temporal.Failure).Message}");
        }

        await shutdown;
        ThrowIfPartFailed(application);
        await RemovePlaygroundSandboxesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static async Task ListenAsync(WebApplication application, CancellationToken cancellationToken)
    {
        var listen = application.Services.GetRequiredService<BotOptions>().Listen;
        if (ListenAddress.FindProblem(listen) is { } problem)
        {
            throw new StartException(problem);
        }

        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException)
        {
            throw new StartException(ListenAddress.Describe(listen, e.Message), e);
        }
    }

    /// <summary>The host stops when a background service fails, and would otherwise end as if it had been asked to.</summary>
    private static void ThrowIfPartFailed(WebApplication application)
    {
        var failure = application.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Select(service => service.ExecuteTask?.Exception?.GetBaseException())
            .FirstOrDefault(exception => exception is not null and not OperationCanceledException);
        if (failure is not null)
        {
            Log.PartFailed(application.Logger, failure);
            throw new StartException($"The program stopped because a part of it failed: {failure.Message}", failure);
        }
    }

    private Task RemovePlaygroundSandboxesAsync() => _playground is null
        ? Task.CompletedTask
        : PlaygroundHost.RemoveSandboxesAsync(_application!.Services, _application.Logger);

    private async Task StartPartsAsync(SettingSources sources, PlaygroundStart start, CancellationToken cancellationToken)
    {
        if (sources.IsPlayground)
        {
            _playground = await PlaygroundHost.StartAsync(sources, start, cancellationToken);
            _parts.Push(_playground);
        }

        var settings = BotSettings.Load(sources);
        var bot = settings.Get<BotOptions>();
        var data = new DataDirectory(bot.DataDirectory);
        _parts.Push(DataDirectoryLock.Acquire(data));

        var temporal = settings.Get<TemporalOptions>();
        var endpoint = temporal.Address is { } address ? new TemporalEndpoint(address) : await StartEmbeddedTemporalAsync(temporal, data, bot.LogLevel, cancellationToken);
        (_temporalAddress, _temporal) = (endpoint.Address, endpoint.Embedded);
        var builder = WebApplication.CreateBuilder();
        builder.AddSlackClaudeBot(settings, data, endpoint);
        _application = builder.Build();
        _parts.Push(_application);
        _application.UseSlackClaudeBot();
        if (sources.UnknownNames is { Count: > 0 } unknown)
        {
            Log.UnknownSettings(_application.Logger, DotEnvFile.Name, string.Join(", ", unknown));
        }
    }

    private async Task<TemporalEndpoint> StartEmbeddedTemporalAsync(TemporalOptions options, DataDirectory data, LogLevel level, CancellationToken cancellationToken)
    {
        // The service outlives the web application, so it has its own log.
        var logs = LoggerFactory.Create(logging => logging.AddBotConsole(level));
        _parts.Push(new Disposal(logs));
        var files = new EmbeddedTemporalFiles(data);
        try
        {
            var token = files.LoadToken();
            var server = await EmbeddedTemporalServer.StartAsync(
                new EmbeddedTemporalOptions
                {
                    DatabasePath = files.Database,
                    Token = token,
                    Port = options.EmbeddedPort,
                    LoggerFactory = logs,
                    Namespaces = [options.Namespace],
                    SearchAttributes = TaskSearchAttributes.Types,
                    IsLostWorker = WorkerIdentity.HasExited,
                },
                cancellationToken);
            _parts.Push(server);
            return new TemporalEndpoint(server.Address, token, server);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or DatabaseException or ListenException)
        {
            throw new StartException($"The embedded Temporal service cannot start: {e.Message}", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "SlackClaudeBot listens on {Address}")]
        public static partial void Serving(ILogger logger, string address);

        [LoggerMessage(LogLevel.Error, "A background service failed")]
        public static partial void PartFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{File} has names that are not settings; they are ignored: {Names}")]
        public static partial void UnknownSettings(ILogger logger, string file, string names);
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
