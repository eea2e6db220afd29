using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>files.*: the three steps of an upload. See https://docs.slack.dev/messaging/working-with-files.</summary>
internal sealed class FileMethods(SlackWorkspace workspace)
{
    private const int MaxBytes = 50 * 1024 * 1024;

    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods)
    {
        methods["files.getUploadURLExternal"] = GetUploadUrl;
        methods["files.completeUploadExternal"] = Complete;
    }

    public static void MapUploads(IEndpointRouteBuilder routes, SlackWorkspace workspace) =>
        routes.MapPost("/upload/v1/{id}", async (HttpContext context, string id) =>
        {
            if (!workspace.Uploads.TryGetValue(id, out var upload))
            {
                return Results.NotFound();
            }

            var (stream, name) = context.Request.HasFormContentType && (await context.Request.ReadFormAsync()).Files is [var file, ..]
                ? (file.OpenReadStream(), file.ContentType)
                : (context.Request.Body, context.Request.ContentType);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, context.RequestAborted);
            if (content.Length != upload.Length)
            {
                return Results.BadRequest("length mismatch");
            }

            workspace.Uploads[id] = upload with { Content = content.ToArray(), ContentType = name ?? "application/octet-stream" };
            return Results.Text($"OK - {content.Length}");
        });

    private JsonObject GetUploadUrl(WebApiRequest request)
    {
        var length = request.Number("length", 0);
        if (length is <= 0 or > MaxBytes)
        {
            throw new SlackErrorException("invalid_arguments", ["length must be a number of bytes"]);
        }

        var id = "F" + RandomNumberGenerator.GetHexString(10);
        workspace.Uploads[id] = new PendingUpload(request.Required("filename"), length, null, "");
        return new JsonObject { ["upload_url"] = new Uri(workspace.BaseAddress, $"/upload/v1/{id}").ToString(), ["file_id"] = id };
    }

    private JsonObject Complete(WebApiRequest request)
    {
        if (request.Json("files", "invalid_arguments") is not { ValueKind: JsonValueKind.Array } sent || sent.GetArrayLength() == 0)
        {
            throw new SlackErrorException("invalid_arguments", ["missing required field: files"]);
        }

        var files = sent.EnumerateArray().Select(Take).ToList();
        if (request.String("channel_id") is { Length: > 0 } id)
        {
            var channel = workspace.FindChannel(id) ?? throw new SlackErrorException("channel_not_found");
            workspace.PostAsApp(channel, request.String("thread_ts"), request.String("initial_comment") ?? "", null, null, files);
        }

        return new JsonObject { ["files"] = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject { ["id"] = file.Id, ["title"] = file.Title })]) };
    }

    private SlackFile Take(JsonElement file)
    {
        var id = file.TryGetProperty("id", out var sent) ? sent.GetString() ?? "" : "";
        if (!workspace.Uploads.TryGetValue(id, out var upload) || upload.Content is null)
        {
            throw new SlackErrorException("file_not_found");
        }

        workspace.Uploads.TryRemove(id, out _);
        var title = file.TryGetProperty("title", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : upload.Name;
        return new SlackFile(id, upload.Name, title, upload.ContentType, upload.Content);
    }
}
