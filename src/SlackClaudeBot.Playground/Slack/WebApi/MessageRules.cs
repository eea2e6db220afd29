using System.Text.Json;
using SlackClaudeBot.Playground.Slack.BlockKit;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>What Slack asks of a message before it takes it.</summary>
internal static class MessageRules
{
    /// <summary>The content of a message.</summary>
    public sealed record Content(string? Text, JsonElement? Blocks, JsonElement? Metadata);

    /// <summary>Reads text, blocks and metadata. Refuses what Slack would refuse.</summary>
    public static Content Read(WebApiRequest request)
    {
        var text = request.String("text");
        if (text?.Length > BlockKitLimits.MessageText)
        {
            throw new SlackErrorException("msg_too_long");
        }

        var blocks = request.Json("blocks", "invalid_blocks_format");
        if (blocks is { ValueKind: not JsonValueKind.Array })
        {
            throw new SlackErrorException("invalid_blocks_format");
        }

        return new Content(text, blocks is { } sent ? ContentRules.CheckBlocks(sent) : null, ReadMetadata(request));
    }

    public static bool IsEmpty(Content content) => string.IsNullOrEmpty(content.Text) && (content.Blocks is null || content.Blocks.Value.GetArrayLength() == 0);

    private static JsonElement? ReadMetadata(WebApiRequest request)
    {
        if (request.Json("metadata", "invalid_metadata_format") is not { } metadata)
        {
            return null;
        }

        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw new SlackErrorException("invalid_metadata_format");
        }

        if (!metadata.EnumerateObject().Any())
        {
            return metadata;
        }

        if (!metadata.TryGetProperty("event_type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString()!.Length is 0 or > 255
            || !metadata.TryGetProperty("event_payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
        {
            throw new SlackErrorException("invalid_metadata_schema");
        }

        return metadata;
    }
}
