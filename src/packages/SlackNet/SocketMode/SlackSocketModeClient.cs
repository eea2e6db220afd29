using System.Collections.Concurrent;
using Newtonsoft.Json;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.SocketMode;

namespace SlackNet;

/// <summary>Keeps connections open and dispatches their envelopes to the handlers.</summary>
internal sealed class SlackSocketModeClient(
    ISlackApiClient appLevelClient,
    IWebSocketFactory sockets,
    IRequestDispatcher dispatcher,
    SlackJsonSettings jsonSettings,
    ILogger logger,
    TimeProvider time) : ISlackSocketModeClient
{
    // Slack gives a connection some ten seconds between "disconnect" and its end.
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _disconnecting = new();
    private readonly ConcurrentDictionary<Connection, Task> _closing = new();
    private readonly List<Task> _keeping = [];
    private int _open;

    public bool Connected => Volatile.Read(ref _open) > 0;

    public Task Connect(SocketModeConnectionOptions connectionOptions = null, CancellationToken cancellationToken = default)
    {
        var options = connectionOptions ?? Default.SocketModeConnectionOptions;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var number = 0; number < options.NumberOfConnections; number++)
        {
            _keeping.Add(KeepConnectedAsync(number, number * options.ConnectionDelay, first));
        }

        return first.Task.WaitAsync(cancellationToken);
    }

    public void Disconnect() => _disconnecting.Cancel();

    /// <summary>After <see cref="Disconnect"/>, completes when all envelopes at work are acknowledged or have run out of time.</summary>
    internal async Task WhenDisconnectedAsync()
    {
        await Task.WhenAll(_keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_closing.Values).ConfigureAwait(false);
    }

    public void Dispose() => Disconnect();

    private async Task KeepConnectedAsync(int number, TimeSpan delay, TaskCompletionSource first)
    {
        var pause = new ReconnectPause();
        try
        {
            while (true)
            {
                await Task.Delay(delay, time, _disconnecting.Token).ConfigureAwait(false);
                try
                {
                    var (open, reason) = await ListenAsync(first).ConfigureAwait(false);
                    delay = pause.After(open);
                    if (delay > TimeSpan.Zero)
                    {
                        logger.Log(LogCategory.Error, null, "Slack ended Socket Mode connection {Number} at once ({Reason})", ("Number", number), ("Reason", reason));
                    }
                }
                catch (Exception failure) when (!_disconnecting.IsCancellationRequested)
                {
                    logger.Log(LogCategory.Error, failure, "Socket Mode connection {Number} failed", ("Number", number));
                    delay = pause.After(TimeSpan.Zero);
                }
            }
        }
        catch (OperationCanceledException)
        {
            first.TrySetCanceled();
        }
    }

    /// <summary>Opens one connection and waits until it must be replaced.</summary>
    /// <returns>How long it was open, and Slack's reason for its end.</returns>
    private async Task<(TimeSpan Open, string Reason)> ListenAsync(TaskCompletionSource first)
    {
        var address = await appLevelClient.AppsConnectionsApi.Open(_disconnecting.Token).ConfigureAwait(false);
        var connection = new Connection(sockets.Create(address.Url));
        try
        {
            connection.Listen(message => HandleAsync(connection, message));
            if (!await connection.Socket.Open(_disconnecting.Token).ConfigureAwait(false))
            {
                throw new IOException("Slack's websocket did not open.");
            }

            var opened = time.GetTimestamp();
            Interlocked.Increment(ref _open);
            first.TrySetResult();
            try
            {
                await connection.Ended.WaitAsync(_disconnecting.Token).ConfigureAwait(false);
                return (time.GetElapsedTime(opened), connection.EndReason);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
        finally
        {
            _closing[connection] = CloseAsync(connection);
        }
    }

    private async Task CloseAsync(Connection connection)
    {
        // Runs after the caller has added it to _closing.
        await Task.Yield();
        await connection.CloseAsync(_farewell, _disconnecting.Token).ConfigureAwait(false);
        _closing.TryRemove(connection, out _);
    }

    private async Task HandleAsync(Connection connection, string message)
    {
        try
        {
            var envelope = JsonConvert.DeserializeObject<Envelope>(message, jsonSettings.SerializerSettings);
            if (envelope.Type == "disconnect")
            {
                connection.End(envelope.Reason);
            }

            if (envelope.EnvelopeId is null)
            {
                return;
            }

            // Acknowledged after it is handled: Slack sends an envelope again if handling failed or the process died.
            var answer = await DispatchAsync(envelope).ConfigureAwait(false);
            await connection.Socket.Send(JsonConvert.SerializeObject(new Acknowledgement(envelope.EnvelopeId, answer), jsonSettings.SerializerSettings)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            logger.Log(LogCategory.Error, failure, "A Socket Mode message was not handled");
        }
    }

    private async Task<object> DispatchAsync(Envelope envelope)
    {
        var serializer = JsonSerializer.Create(jsonSettings.SerializerSettings);
        switch (envelope.Type)
        {
            case "slash_commands":
                return await dispatcher.Command(envelope.Payload.ToObject<SlashCommand>(serializer)).ConfigureAwait(false);
            case "interactive":
                return await dispatcher.Interact(envelope.Payload.ToObject<InteractionRequest>(serializer)).ConfigureAwait(false);
            case "events_api":
                await dispatcher.Notify(envelope.Payload.ToObject<EventCallback>(serializer)).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }
}
