using System.Collections.Concurrent;

namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>
/// Keeps the connections of Socket Mode open while the program runs. It is our own because SlackNet's acknowledges events before they
/// are handled, and stops reconnecting when Slack is unreachable. See https://docs.slack.dev/apis/events-api/using-socket-mode
/// </summary>
internal sealed partial class SocketModeConnections(
    ISlackSockets sockets, Envelopes envelopes, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<SocketModeConnections> logger) : BackgroundService, ISocketMode
{
    // Slack sends each request over one of them: one listens while the other is renewed. An app may have 10 in all.
    private const int Connections = 2;

    private static readonly TimeSpan _betweenConnections = TimeSpan.FromSeconds(10);

    // Slack closes a connection about 10 seconds after its "disconnect".
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<SocketConnection, Task> _closing = new();
    private int _open;

    public bool IsConnected => Volatile.Read(ref _open) > 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services may stop one after another; new envelopes are refused from the beginning.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(Enumerable.Range(1, Connections).Select(number => KeepConnectedAsync(number, stopping.Token)));

        // Envelopes at work are acknowledged before the services they need are disposed.
        await Task.WhenAll(_closing.Values);
    }

    private async Task KeepConnectedAsync(int number, CancellationToken stopping)
    {
        var pause = new ReconnectPause();
        var delay = (number - 1) * _betweenConnections;
        try
        {
            while (true)
            {
                await Task.Delay(delay, time, stopping);
                try
                {
                    var (open, reason) = await ListenAsync(stopping);
                    delay = pause.After(open);
                    if (delay > TimeSpan.Zero)
                    {
                        Log.EndedAtOnce(logger, number, reason ?? "no reason given", delay.TotalSeconds);
                    }
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    delay = pause.After(TimeSpan.Zero);
                    Log.Failed(logger, e, number, delay.TotalSeconds);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    /// <summary>Opens one connection and waits until it must be replaced.</summary>
    /// <returns>How long it was open, and Slack's reason for its end.</returns>
    private async Task<(TimeSpan Open, string? Reason)> ListenAsync(CancellationToken stopping)
    {
        var connection = new SocketConnection(await sockets.CreateAsync(stopping), HandleAsync);
        try
        {
            await connection.OpenAsync(stopping);
            var opened = time.GetTimestamp();
            Interlocked.Increment(ref _open);
            try
            {
                await connection.Ended.WaitAsync(stopping);
                return (time.GetElapsedTime(opened), connection.EndReason);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
        finally
        {
            _closing[connection] = CloseAsync(connection, stopping);
        }
    }

    private async Task CloseAsync(SocketConnection connection, CancellationToken stopping)
    {
        // Runs after the caller has added it to _closing.
        await Task.Yield();
        await connection.CloseAsync(_farewell, stopping);
        _closing.TryRemove(connection, out var _);
    }

    private async Task HandleAsync(SocketConnection connection, string message)
    {
        try
        {
            var envelope = RequestBodyValidator.ReadJson(message);
            if ((string?)envelope["type"] == "disconnect")
            {
                connection.End((string?)envelope["reason"]);
            }

            if (await envelopes.HandleAsync(envelope) is { } acknowledgement)
            {
                await connection.SendAsync(acknowledgement);
            }
        }
        catch (Exception e)
        {
            // Without an acknowledgement, Slack sends the envelope again.
            Log.NotAcknowledged(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Slack ended Socket Mode connection {Number} at once: {Reason}. Reconnecting in {Seconds:F1} s")]
        public static partial void EndedAtOnce(ILogger logger, int number, string reason, double seconds);

        [LoggerMessage(LogLevel.Warning, "Socket Mode connection {Number} failed. Reconnecting in {Seconds:F1} s")]
        public static partial void Failed(ILogger logger, Exception exception, int number, double seconds);

        [LoggerMessage(LogLevel.Error, "A request over Socket Mode was not acknowledged")]
        public static partial void NotAcknowledged(ILogger logger, Exception exception);
    }
}
