using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Changes;

namespace SlackClaudeBot.Playground.Slack.Delivery;

/// <summary>The app's Socket Mode connections, which share what is sent. See https://docs.slack.dev/apis/events-api/using-socket-mode.</summary>
public sealed class SocketModeHub : IDisposable
{
    private readonly string _appId;
    private readonly ConcurrentDictionary<string, bool> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<BotAnswer>> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, SocketModeConnection> _connections = new();
    private readonly ChangeSignal _changed = new();
    private int _turn;

    internal SocketModeHub(string appId) => _appId = appId;

    /// <summary>How many connections are open.</summary>
    public int Count => _connections.Count;

    /// <summary>Waits until the app has connected.</summary>
    public Task WaitForConnectionAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _changed.WaitForAsync(() => Count > 0 ? this : null, timeout, () => "The app has not connected.", cancellationToken);

    /// <summary>Asks every connection to be opened again, as Slack does every few hours.</summary>
    public Task RequestReconnectAsync(CancellationToken cancellationToken = default) => Task.WhenAll(_connections.Values.Select(connection =>
        connection.SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = "refresh_requested", ["debug_info"] = new JsonObject() }, cancellationToken)));

    /// <summary>Cuts every connection without a close message.</summary>
    public void Abort()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    public void Dispose() => Abort();

    internal string IssueTicket()
    {
        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _tickets[ticket] = true;
        return ticket;
    }

    internal void Map(IEndpointRouteBuilder routes) => routes.Map("/link/", AcceptAsync);

    /// <summary>Sends an envelope over one of the connections and waits for its acknowledgement.</summary>
    internal async Task<BotAnswer> SendAsync(BotRequest request, int retry, string retryReason, CancellationToken cancellationToken)
    {
        var connections = _connections.Values.ToArray();
        if (connections.Length == 0)
        {
            return new BotAnswer(0, "", "", "connection_failed", TimeSpan.Zero);
        }

        var id = Guid.NewGuid().ToString();
        var answer = _waiting[id] = new TaskCompletionSource<BotAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var connection = connections[(int)((uint)Interlocked.Increment(ref _turn) % connections.Length)];
            await connection.SendAsync(Envelope(id, request, retry, retryReason), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (WebSocketException)
        {
            return new BotAnswer(0, "", "", "connection_failed", TimeSpan.Zero);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private static JsonObject Envelope(string id, BotRequest request, int retry, string retryReason)
    {
        var envelope = new JsonObject
        {
            ["envelope_id"] = id,
            ["type"] = request.EnvelopeType,
            ["accepts_response_payload"] = request.Kind != BotRequestKind.Event,
            ["payload"] = request.Payload.DeepClone(),
        };
        if (request.Kind == BotRequestKind.Event)
        {
            envelope["retry_attempt"] = retry;
            envelope["retry_reason"] = retry > 0 ? retryReason : "";
        }

        return envelope;
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !_tickets.TryRemove(context.Request.Query["ticket"].ToString(), out _))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new SocketModeConnection(socket);
        var id = Guid.NewGuid();
        _connections[id] = connection;
        _changed.Pulse();
        try
        {
            await connection.GreetAsync(Hello(), context.RequestAborted);
            await connection.ReadAsync(Acknowledge, context.RequestAborted);
        }
        finally
        {
            _connections.TryRemove(id, out _);
        }
    }

    private JsonObject Hello() => new()
    {
        ["type"] = "hello",
        ["num_connections"] = Count,
        ["connection_info"] = new JsonObject { ["app_id"] = _appId },
        ["debug_info"] = new JsonObject { ["host"] = "playground", ["approximate_connection_time"] = 18_060 },
    };

    private void Acknowledge(JsonElement message)
    {
        if (!message.TryGetProperty("envelope_id", out var id) || !_waiting.TryGetValue(id.GetString() ?? "", out var waiting))
        {
            return;
        }

        var body = message.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object ? payload.GetRawText() : "";
        waiting.TrySetResult(new BotAnswer(200, body.Length > 0 ? "application/json" : "", body, null, TimeSpan.Zero));
    }
}
