using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet.AspNetCore;

/// <summary>
/// As in the official package: an event is acknowledged before its handlers run, what they throw is only logged, an unknown interaction
/// is refused, and a path for options is open. The program gives it no signing secret, so no request is verified here.
/// </summary>
internal sealed class SlackRequestMiddleware(
    RequestDelegate next, SlackEndpointConfiguration endpoints, IRequestDispatcher dispatcher, SlackJsonSettings jsonSettings, ILogger logger)
{
    private const string Unrecognized = "Unrecognized content";

    public Task InvokeAsync(HttpContext context) => context.Request.Path.Value switch
    {
        var path when path == $"/{endpoints.RoutePrefix}/event" => HandleEventAsync(context),
        var path when path == $"/{endpoints.RoutePrefix}/action" => HandleActionAsync(context),
        var path when path == $"/{endpoints.RoutePrefix}/options" => AnswerAsync(context, new JObject { ["options"] = new JArray() }),
        var path when path == $"/{endpoints.RoutePrefix}/command" => HandleCommandAsync(context),
        _ => next(context),
    };

    private async Task HandleEventAsync(HttpContext context)
    {
        if (context.Request.ContentType != "application/json")
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        // Kept from Newtonsoft's own reading of dates: the settings decide about them.
        var json = JsonConvert.DeserializeObject<JObject>(await reader.ReadToEndAsync(context.RequestAborted), jsonSettings.SerializerSettings);
        switch (json.Value<string>("type"))
        {
            case "url_verification":
                await context.Response.WriteAsync(json.Value<string>("challenge"), context.RequestAborted);
                break;
            case "event_callback":
                var callback = json.ToObject<EventCallback>(JsonSerializer.Create(jsonSettings.SerializerSettings));
                context.Response.OnCompleted(() => NotifyAsync(callback));
                break;
            default:
                await RefuseAsync(context);
                break;
        }
    }

    private async Task NotifyAsync(EventCallback callback)
    {
        try
        {
            await dispatcher.Notify(callback);
        }
        catch (Exception e)
        {
            // A server logs the exceptions that the official package throws here; the caller does not see them.
            logger.Log(LogCategory.Error, e, "Error handling request");
        }
    }

    private async Task HandleActionAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var request = JsonConvert.DeserializeObject<InteractionRequest>(form["payload"].ToString(), jsonSettings.SerializerSettings);
        if (request is not (BlockActionRequest or ViewSubmission or ViewClosed))
        {
            await RefuseAsync(context);
            return;
        }

        await AnswerAsync(context, await dispatcher.Interact(request));
    }

    private async Task HandleCommandAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var json = new JObject(form.Select(field => new JProperty(field.Key, field.Value.ToString())));
        var answer = await dispatcher.Command(json.ToObject<SlashCommand>(JsonSerializer.Create(jsonSettings.SerializerSettings)));
        await AnswerAsync(context, answer is Dictionary<string, object> message ? MessageDefaults.AddTo(message) : answer);
    }

    private Task AnswerAsync(HttpContext context, object answer)
    {
        if (answer is null)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonConvert.SerializeObject(answer, jsonSettings.SerializerSettings), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(Unrecognized, context.RequestAborted);
    }
}
