using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>Takes answers to response URLs. See https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.</summary>
internal sealed class ResponseUrls(SlackWorkspace workspace)
{
    public const string Operation = "response_url";

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/hooks/responses/{key}", ServeAsync);

    private async Task ServeAsync(HttpContext context, string key)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        string? refusal = null;
        var fault = await workspace.Faults.ServeAsync(context, Operation, async () =>
        {
            refusal = workspace.ResponseUrls.Redeem(key) is not { } target ? "used_url" : Answer(target, body);
            context.Response.StatusCode = refusal switch { null => 200, "used_url" => 404, _ => 400 };
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(refusal ?? "ok");
        });
        workspace.Requests.Add(new ReceivedRequest(workspace.Options.Time.GetUtcNow(), Operation, "POST", context.Request.Path, body, refusal, fault?.ToString()));
    }

    private string? Answer(ResponseTarget target, string body)
    {
        try
        {
            workspace.Show(target, JsonElement.Parse(body));
            return null;
        }
        catch (JsonException)
        {
            return "invalid_payload";
        }
        catch (SlackErrorException error)
        {
            return error.Message;
        }
    }
}
