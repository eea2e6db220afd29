using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>The Messages API, as far as Claude Code calls it: https://platform.claude.com/docs/en/api/messages.</summary>
public static class MessagesEndpoints
{
    private const int MaxRequestBytes = 32 * 1024 * 1024;

    /// <summary>Maps the API.</summary>
    /// <param name="routes">The routes to add to.</param>
    /// <param name="prefix">The path of the base URL, for example <c>/anthropic</c>; empty for the root.</param>
    /// <param name="model">The model that answers.</param>
    public static void Map(IEndpointRouteBuilder routes, string prefix, ScriptedModel model)
    {
        routes.MapMethods(prefix.Length == 0 ? "/" : prefix, [HttpMethods.Head], () => Results.Ok());
        routes.MapPost(prefix + "/v1/messages", context => AnswerAsync(context, model));
        routes.MapPost(prefix + "/v1/messages/count_tokens", CountAsync);
    }

    private static async Task AnswerAsync(HttpContext context, ScriptedModel model)
    {
        var key = context.Request.Headers["x-api-key"].FirstOrDefault();
        if (model.ApiKey is { } wanted && wanted != key)
        {
            await ErrorAsync(context, StatusCodes.Status401Unauthorized, "invalid x-api-key");
            return;
        }

        using var body = await ReadAsync(context.Request, context.RequestAborted);
        if (body is null)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "The body is not a JSON object.");
            return;
        }

        var conversation = Conversation.Read(body.RootElement);
        var step = model.Answer(new ModelRequest(
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers["x-claude-code-session-id"].FirstOrDefault(),
            key,
            conversation));
        try
        {
            await TakeAsync(step, context, conversation.Model, IsStream(body.RootElement));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
    }

    private static async Task TakeAsync(ModelStep step, HttpContext context, string model, bool stream)
    {
        if (step.After is { } after)
        {
            await after.WaitAsync(context.RequestAborted);
        }

        if (step.Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        if (step.Status is { } status)
        {
            if (step.RetryAfter is { } pause)
            {
                context.Response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await ErrorAsync(context, status, $"The script says {status}.");
            return;
        }

        var answer = new ModelAnswer(model, step);
        if (stream)
        {
            await StreamAsync(answer, step, context);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(answer.Message(), context.RequestAborted);
        }
    }

    private static async Task StreamAsync(ModelAnswer answer, ModelStep step, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var sent = 0;
        foreach (var (type, data) in answer.Events())
        {
            if (sent == step.CutAfterEvents)
            {
                context.Abort();
                return;
            }

            if (sent++ == step.StallAfterEvents)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await context.Response.WriteAsync($"event: {type}\ndata: {data.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task CountAsync(HttpContext context)
    {
        using var body = await ReadAsync(context.Request, context.RequestAborted);
        const int charactersPerToken = 4;
        await context.Response.WriteAsJsonAsync(new { input_tokens = (body?.RootElement.GetRawText().Length ?? 0) / charactersPerToken }, context.RequestAborted);
    }

    private static async Task<JsonDocument?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxRequestBytes)
        {
            return null;
        }

        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsStream(JsonElement request) => request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    private static Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        var type = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        return context.Response.WriteAsJsonAsync(new { type = "error", error = new { type, message } }, context.RequestAborted);
    }
}
