using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet.AspNetCore;

/// <summary>Receives requests of Slack and responds after they are handled.</summary>
internal sealed class SlackRequestMiddleware(
    RequestDelegate next, SlackEndpointConfiguration endpoints, IRequestDispatcher dispatcher, SlackJsonSettings jsonSettings)
{
    private readonly JsonSerializer _serializer = JsonSerializer.Create(jsonSettings.SerializerSettings);

    public Task InvokeAsync(HttpContext context)
    {
        var prefix = endpoints.RoutePrefix.Length == 0 ? "" : $"/{endpoints.RoutePrefix}";
        Func<string, Task<SlackAnswer>> handle = context.Request.Path.Value switch
        {
            var path when path == $"{prefix}/command" => HandleCommandAsync,
            var path when path == $"{prefix}/action" => HandleActionAsync,
            var path when path == $"{prefix}/event" => HandleEventAsync,
            _ => null,
        };
        return handle is null ? next(context) : RespondAsync(context, handle);
    }

    private async Task RespondAsync(HttpContext context, Func<string, Task<SlackAnswer>> handle)
    {
        var answer = await HandleAsync(context, handle).ConfigureAwait(false);
        context.Response.StatusCode = answer.Status;
        if (answer.Body is null)
        {
            return;
        }

        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<SlackAnswer> HandleAsync(HttpContext context, Func<string, Task<SlackAnswer>> handle)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return new(StatusCodes.Status405MethodNotAllowed);
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        if (!RequestSignature.IsValid(endpoints.SigningSecret, context.Request.Headers, body))
        {
            return SlackAnswer.Bad("Invalid signature");
        }

        try
        {
            return await handle(body).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return SlackAnswer.Bad("Unrecognized content");
        }
    }

    private async Task<SlackAnswer> HandleCommandAsync(string body)
    {
        var fields = QueryHelpers.ParseQuery(body);
        var json = new JObject(fields.Select(field => new JProperty(field.Key, field.Value.ToString())));
        return Json(await dispatcher.Command(json.ToObject<SlashCommand>(_serializer)).ConfigureAwait(false));
    }

    private async Task<SlackAnswer> HandleActionAsync(string body)
    {
        if (!QueryHelpers.ParseQuery(body).TryGetValue("payload", out var payload))
        {
            return SlackAnswer.Bad("Unrecognized content");
        }

        var request = JsonConvert.DeserializeObject<InteractionRequest>(payload.ToString(), jsonSettings.SerializerSettings);
        return Json(await dispatcher.Interact(request).ConfigureAwait(false));
    }

    private async Task<SlackAnswer> HandleEventAsync(string body)
    {
        var json = JObject.Parse(body);
        switch (json.Value<string>("type"))
        {
            case "url_verification":
                return new(StatusCodes.Status200OK, json.Value<string>("challenge"), "text/plain");
            case "event_callback":
                await dispatcher.Notify(json.ToObject<EventCallback>(_serializer)).ConfigureAwait(false);
                return new(StatusCodes.Status200OK);
            default:
                return SlackAnswer.Bad("Unrecognized content");
        }
    }

    private SlackAnswer Json(object answer) => answer is null
        ? new(StatusCodes.Status200OK)
        : new(StatusCodes.Status200OK, JsonConvert.SerializeObject(answer, jsonSettings.SerializerSettings), "application/json");
}

/// <summary>The response to a request.</summary>
internal sealed record SlackAnswer(int Status, string Body = null, string ContentType = null)
{
    public static SlackAnswer Bad(string why) => new(StatusCodes.Status400BadRequest, why, "text/plain");
}
