using System.Text.Json.Nodes;

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

    private JsonObject Open(WebApiRequest request)
    {
        var trigger = request.Required("trigger_id");
        var content = ContentRules.CheckView(request.Json("view", "invalid_arguments"));
        var (user, error) = workspace.Triggers.Redeem(trigger);
        return new JsonObject { ["view"] = ViewJson.Of(workspace.Open(user ?? throw new SlackErrorException(error!), content), workspace) };
    }

    private JsonObject Update(WebApiRequest request)
    {
        var id = request.Required("view_id");
        var content = ContentRules.CheckView(request.Json("view", "invalid_arguments"));
        var current = workspace.Views.FirstOrDefault(view => view.Id == id) ?? throw new SlackErrorException("not_found");
        if (request.String("hash") is { Length: > 0 } hash && hash != current.Hash)
        {
            throw new SlackErrorException("hash_conflict");
        }

        return new JsonObject { ["view"] = ViewJson.Of(workspace.Update(id, content) ?? throw new SlackErrorException("not_found"), workspace) };
    }
}
