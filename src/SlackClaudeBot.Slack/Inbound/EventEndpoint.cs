using System.Text;
using Newtonsoft.Json;
using SlackClaudeBot.Slack.Threads;
using SlackNet;
using SlackNet.Events;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// Takes events by HTTP and acknowledges each when it is handled. SlackNet's own endpoint acknowledges first: what dies
/// with the process after that, Slack never sends again.
/// </summary>
internal sealed class EventEndpoint(IServiceScopeFactory scopes)
{
    private readonly JsonSerializer _serializer = JsonSerializer.Create(Default.JsonSettings().SerializerSettings);

    public async Task HandleAsync(HttpContext context, byte[] body)
    {
        var json = RequestBodyValidator.ReadJson(Encoding.UTF8.GetString(body));
        switch ((string?)json["type"])
        {
            case "url_verification" when (string?)json["challenge"] is { Length: > 0 and <= 1000 } challenge:
                context.Response.ContentType = "text/plain";
                await context.Response.WriteAsync(challenge, context.RequestAborted);
                return;
            case "event_callback":
                var scope = scopes.CreateAsyncScope();
                await using (scope)
                {
                    await scope.ServiceProvider.GetRequiredService<EventDelivery>().Handle(json.ToObject<EventCallback>(_serializer)!);
                }

                return;
            default:
                // For example app_rate_limited: nothing to do, and nothing that a retry would change.
                return;
        }
    }
}
