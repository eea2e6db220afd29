using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Page;

/// <summary>
/// Sends changes to the page as server-sent events. Each connection begins with the whole state, so that a page that was offline needs no
/// history. An event carries the current state of the changed object, so that a late event cannot bring an old state back.
/// </summary>
internal sealed class PageEvents(IPlayground server)
{
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);
    private readonly PageState _state = new(server);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/playground/events", ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        var changes = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
        void OnSlack(SlackChange change) => changes.Writer.TryWrite(change);
        void OnPulls() => changes.Writer.TryWrite(nameof(PageState.PullsAsync));
        void OnStatus() => changes.Writer.TryWrite(nameof(PageState.Status));
        void OnRefreshed() => changes.Writer.TryWrite(nameof(PageState.AllAsync));
        server.Slack.Changed += OnSlack;
        server.GitHub.Changed += OnPulls;
        server.StatusChanged += OnStatus;
        server.Refreshed += OnRefreshed;
        try
        {
            await SendAsync(response, "state", await _state.AllAsync(context.RequestAborted), context.RequestAborted);
            await ForwardAsync(changes.Reader, response, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The page went away, or the playground ends.
        }
        finally
        {
            server.Slack.Changed -= OnSlack;
            server.GitHub.Changed -= OnPulls;
            server.StatusChanged -= OnStatus;
            server.Refreshed -= OnRefreshed;
        }
    }

    private async Task ForwardAsync(ChannelReader<object> changes, HttpResponse response, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = changes.WaitToReadAsync(cancellationToken).AsTask();
            while (await Task.WhenAny(next, Task.Delay(_heartbeat, cancellationToken)) != next)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
            }

            await next;
            while (changes.TryRead(out var change))
            {
                var (name, data) = await DescribeAsync(change, cancellationToken);
                await SendAsync(response, name, data, cancellationToken);
            }
        }
    }

    private async Task<(string Name, JsonNode Data)> DescribeAsync(object change, CancellationToken cancellationToken) => change switch
    {
        SlackChange.MessageChanged { Message: var changed } when server.Slack.Find(changed.Channel, changed.Ts) is { } message => ("message", PageState.Message(message)),
        SlackChange.MessageChanged { Message: var gone } => ("message_deleted", Key(gone.Channel, gone.Ts)),
        SlackChange.MessageDeleted deleted => ("message_deleted", Key(deleted.Channel, deleted.Ts)),
        SlackChange.ViewChanged { View: var changed } when server.Slack.Views.FirstOrDefault(view => view.Id == changed.Id) is { } view => ("view", PageState.View(view)),
        SlackChange.ViewChanged { View: var gone } => ("view_closed", new JsonObject { ["id"] = gone.Id }),
        SlackChange.ViewClosed closed => ("view_closed", new JsonObject { ["id"] = closed.Id }),
        SlackChange.Cleared or nameof(PageState.AllAsync) => ("state", await _state.AllAsync(cancellationToken)),
        nameof(PageState.PullsAsync) => ("pulls", await _state.PullsAsync(cancellationToken)),
        _ => ("status", _state.Status()),
    };

    private static JsonObject Key(string channel, string ts) => new() { ["channel"] = channel, ["ts"] = ts };

    // JSON on one line: a line break would end the event's data.
    private static async Task SendAsync(HttpResponse response, string name, JsonNode data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
