using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.BlockKit;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>The values of a modal's inputs as Slack reports them, and what Slack itself finds missing.</summary>
internal static class ViewState
{
    public static (JsonObject Values, IReadOnlyDictionary<string, string> Missing) Of(SlackView view, IReadOnlyDictionary<string, string> typed)
    {
        var values = new JsonObject();
        var missing = new Dictionary<string, string>();
        foreach (var block in view.Content.GetProperty("blocks").EnumerateArray().Where(block => block.GetProperty("type").GetString() == "input"))
        {
            var element = block.GetProperty("element");
            var blockId = block.GetProperty("block_id").GetString()!;
            var actionId = element.TryGetProperty("action_id", out var id) ? id.GetString()! : blockId;
            var value = typed.GetValueOrDefault(actionId);
            if (Problem(block, element, value) is { } problem)
            {
                missing[blockId] = problem;
            }

            values[blockId] = new JsonObject { [actionId] = Value(element, value) };
        }

        return (values, missing);
    }

    private static string? Problem(JsonElement block, JsonElement element, string? value)
    {
        var optional = block.TryGetProperty("optional", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (string.IsNullOrEmpty(value))
        {
            return optional ? null : "Please complete this required field.";
        }

        if (element.TryGetProperty("min_length", out var min) && value.Length < min.GetInt32())
        {
            return $"Please enter at least {min.GetInt32()} characters.";
        }

        var max = element.TryGetProperty("max_length", out var limit) ? limit.GetInt32() : BlockKitLimits.InputMaxLength;
        return value.Length > max ? $"Please enter no more than {max} characters." : null;
    }

    private static JsonObject Value(JsonElement element, string? value)
    {
        var type = element.GetProperty("type").GetString()!;
        var json = new JsonObject { ["type"] = type };
        if (type == "plain_text_input")
        {
            json["value"] = string.IsNullOrEmpty(value) ? null : value;
        }
        else if (type == "checkboxes")
        {
            json["selected_options"] = new JsonArray([.. Options(element).Where(o => (value ?? "").Split(',').Contains(o.GetProperty("value").GetString())).Select(MessageJson.ToNode)]);
        }
        else
        {
            json["selected_option"] = Options(element).Where(o => o.GetProperty("value").GetString() == value).Select(MessageJson.ToNode).FirstOrDefault();
        }

        return json;
    }

    private static JsonElement.ArrayEnumerator Options(JsonElement element) => element.GetProperty("options").EnumerateArray();
}
