using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Views as Slack's API shows them.</summary>
internal static class ViewJson
{
    public static JsonObject Of(SlackView view, SlackWorkspace workspace, JsonObject? values = null)
    {
        var json = JsonNode.Parse(view.Content.GetRawText())!.AsObject();
        json["id"] = view.Id;
        json["team_id"] = SlackWorkspace.TeamId;
        json["app_id"] = SlackWorkspace.AppId;
        json["app_installed_team_id"] = SlackWorkspace.TeamId;
        json["bot_id"] = workspace.BotUser.BotId;
        json["hash"] = view.Hash;
        json["root_view_id"] = view.Id;
        json["previous_view_id"] = null;
        json["state"] = new JsonObject { ["values"] = values ?? [] };
        json["private_metadata"] ??= "";
        json["callback_id"] ??= "";
        json["external_id"] ??= "";
        json["clear_on_close"] ??= false;
        json["notify_on_close"] ??= false;
        json["submit"] ??= null;
        json["close"] ??= null;
        return json;
    }
}
