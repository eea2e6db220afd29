using System.Text.Json;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>Finds the elements of blocks that people can use, and names the blocks that have no name.</summary>
internal static class BlockElements
{
    /// <summary>An element, and the block it is in.</summary>
    public sealed record Found(string BlockId, string ActionId, JsonElement Element)
    {
        public string Type => Element.GetProperty("type").GetString() ?? "";

        /// <summary>The value an app gave a button.</summary>
        public string? Value => Element.TryGetProperty("value", out var value) ? value.GetString() : null;
    }

    /// <summary>Elements with an action id, in actions, sections, contexts and inputs.</summary>
    public static IEnumerable<Found> Interactive(JsonElement blocks)
    {
        foreach (var block in blocks.EnumerateArray())
        {
            var blockId = block.TryGetProperty("block_id", out var id) ? id.GetString() ?? "" : "";
            foreach (var element in Candidates(block))
            {
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("action_id", out var actionId))
                {
                    yield return new Found(blockId, actionId.GetString() ?? "", element);
                }
            }
        }
    }

    /// <summary>Gives a block id to each block, and an action id to each button, that has none, as Slack does.</summary>
    public static JsonElement WithIds(JsonElement blocks)
    {
        var named = JsonNode.Parse(blocks.GetRawText())!.AsArray();
        for (var i = 0; i < named.Count; i++)
        {
            var block = named[i]!.AsObject();
            block["block_id"] ??= $"b{i}";
            foreach (var element in (block["elements"] as JsonArray ?? []).OfType<JsonObject>().Where(e => e["type"]?.GetValue<string>() is "button"))
            {
                element["action_id"] ??= $"a{i}.{element.GetElementIndex()}";
            }
        }

        return JsonSerializer.SerializeToElement(named);
    }

    private static IEnumerable<JsonElement> Candidates(JsonElement block)
    {
        if (block.TryGetProperty("elements", out var elements) && elements.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in elements.EnumerateArray())
            {
                yield return element;
            }
        }

        if (block.TryGetProperty("accessory", out var accessory))
        {
            yield return accessory;
        }

        if (block.TryGetProperty("element", out var input))
        {
            yield return input;
        }
    }
}
