using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.BlockKit;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Refuses content that Slack would not show.</summary>
internal static class ContentRules
{
    /// <summary>Refuses blocks that Slack would refuse; returns the others with block ids.</summary>
    public static JsonElement CheckBlocks(JsonElement blocks)
    {
        if (BlockKitCheck.Message(blocks) is { Count: > 0 } errors)
        {
            throw new SlackErrorException("invalid_blocks", errors);
        }

        if (BlockText.Of(blocks).Length > BlockKitLimits.TextInMessageBlocks)
        {
            throw new SlackErrorException("msg_blocks_too_long");
        }

        return BlockElements.WithIds(blocks);
    }

    /// <summary>Refuses a view that Slack would refuse; returns the others with block ids.</summary>
    public static JsonElement CheckView(JsonElement? view)
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
}
