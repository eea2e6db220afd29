using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.BlockKit;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>views.*: opens and updates modals.</summary>
internal sealed class ViewMethods(SlackWorkspace workspace)
{
    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods)
    {
        methods["views.open"] = Open;
        methods["views.push"] = Open;
        methods["views.update"] = Update;
    }

    /// <summary>Refuses a view that Slack would refuse; returns the others with block ids.</summary>
    public static JsonElement Check(JsonElement? view)
    {
        if (view is not { ValueKind: JsonValueKind.Object } sent)
        {
            throw new SlackErrorException("invalid_arguments", ["missing required field: view"]);
        }

        if (BlockKitCheck.Modal(sent) is { Count: > 0 } errors)
        {
            throw new SlackErrorException("invalid_arguments", errors);
        }

        var named = JsonNode.Parse(sent.GetRawText())!.AsObject();
        named["blocks"] = JsonNode.Parse(BlockElements.WithIds(sent.GetProperty("blocks")).GetRawText());
        return JsonSerializer.SerializeToElement(named);
    }

    private JsonObject Open(WebApiRequest request)
    {
        var trigger = request.Required("trigger_id");
        var content = Check(request.Json("view", "invalid_arguments"));
        var (user, error) = workspace.Triggers.Redeem(trigger);
        return new JsonObject { ["view"] = ViewJson.Of(workspace.Open(user ?? throw new SlackErrorException(error!), content), workspace) };
    }

    private JsonObject Update(WebApiRequest request)
    {
        var id = request.Required("view_id");
        var content = Check(request.Json("view", "invalid_arguments"));
        var current = workspace.Views.FirstOrDefault(view => view.Id == id) ?? throw new SlackErrorException("not_found");
        if (request.String("hash") is { Length: > 0 } hash && hash != current.Hash)
        {
            throw new SlackErrorException("hash_conflict");
        }

        return new JsonObject { ["view"] = ViewJson.Of(workspace.Update(id, content) ?? throw new SlackErrorException("not_found"), workspace) };
    }
}
