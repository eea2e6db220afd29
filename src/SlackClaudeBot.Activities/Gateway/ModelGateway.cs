using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>
/// The host's model gateway: it listens where sandboxes can reach it, on loopback and on the host's address in the sandbox
/// network, at a port that survives restarts.
/// </summary>
internal sealed partial class ModelGateway(
    DataDirectory data,
    ModelProxy proxy,
    IEnumerable<IGatewayNetwork> networks,
    TimeProvider time,
    ILoggerFactory logs) : IHostedService, IModelGatewayEndpoint, IAsyncDisposable
{
    /// <summary>How often to look for the sandbox network. It needs a Docker engine, which may start later.</summary>
    private static readonly TimeSpan _networkRetry = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logs.CreateLogger<ModelGateway>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<GatewayListener> _listeners = [];
    private Task _network = Task.CompletedTask;
    private int _port;
    private bool _disposed;

    /// <inheritdoc/>
    public int Port => _port != 0 ? _port : throw new InvalidOperationException("The model gateway has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listeners.Add(await ListenOnLoopbackAsync(cancellationToken));
        Log.Listening(_logger, IPAddress.Loopback, _port);
        _network = Task.WhenAll(networks.Select(ListenOnNetworkAsync));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _network;
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        _listeners.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        // It is registered under more than one type, so it is disposed more than once.
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task<GatewayListener> ListenOnLoopbackAsync(CancellationToken cancellationToken)
    {
        var kept = GatewayPort.Find(data);
        _port = kept ?? GatewayPort.Choose(data);
        try
        {
            return await ListenAsync(IPAddress.Loopback, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            // Agents that still run were told the old port: they end with an error that is retried, and learn the new one then.
            var taken = _port;
            _port = GatewayPort.Choose(data);
            Log.PortTaken(_logger, taken, _port);
            return await ListenAsync(IPAddress.Loopback, cancellationToken);
        }
    }

    private async Task ListenOnNetworkAsync(IGatewayNetwork network)
    {
        var said = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var address = await network.GetHostAddressAsync(_stopping.Token);
                if (!IPAddress.IsLoopback(address))
                {
                    var listener = await ListenAsync(address, _stopping.Token);
                    lock (_listeners)
                    {
                        _listeners.Add(listener);
                    }

                    Log.Listening(_logger, address, _port);
                }

                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            // The reason (no engine yet, no permission) may be transient, and loopback works meanwhile.
            catch (Exception e)
            {
                if (!said)
                {
                    Log.NetworkMissing(_logger, e.Message);
                }

                said = true;
                await Task.Delay(_networkRetry, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<GatewayListener> ListenAsync(IPAddress address, CancellationToken cancellationToken) =>
        GatewayListener.StartAsync(new IPEndPoint(address, _port), proxy, logs, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The model gateway listens on {Address}:{Port}.")]
        public static partial void Listening(ILogger logger, IPAddress address, int port);

        [LoggerMessage(LogLevel.Warning, "The model gateway's port {Taken} is in use by another program; it listens on {Port} from now on.")]
        public static partial void PortTaken(ILogger logger, int taken, int port);

        [LoggerMessage(LogLevel.Warning, "The model gateway cannot listen in the sandbox network yet: {Reason}")]
        public static partial void NetworkMissing(ILogger logger, string reason);
    }
}
