using System.Text.Json;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>An answer in the API's two shapes: one message, or a stream of events: https://platform.claude.com/docs/en/build-with-claude/streaming.</summary>
internal sealed class ModelAnswer(string model, ModelStep step)
{
    private readonly string _id = $"msg_{Guid.NewGuid():N}";
    private readonly List<JsonObject> _content = Content(step);

    private string StopReason => step.Tools.Count > 0 ? "tool_use" : "end_turn";

    public JsonObject Message() => Envelope(new JsonArray([.. _content.Select(b => b.DeepClone())]), StopReason, step.Tokens.Output);

    public IEnumerable<(string Type, JsonObject Data)> Events()
    {
        yield return Event("message_start", new JsonObject { ["message"] = Envelope([], stopReason: null, outputTokens: 1) });
        for (var index = 0; index < _content.Count; index++)
        {
            var block = _content[index];
            yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = Empty(block) });
            yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = Delta(block) });
            yield return Event("content_block_stop", new JsonObject { ["index"] = index });
        }

        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = null },
            ["usage"] = Usage(step.Tokens.Output),
        });
        yield return Event("message_stop", []);
    }

    private static List<JsonObject> Content(ModelStep step)
    {
        var content = new List<JsonObject>();
        if (step.Text is { } text)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = text });
        }

        content.AddRange(step.Tools.Select(tool => new JsonObject
        {
            ["type"] = "tool_use",
            ["id"] = $"toolu_{Guid.NewGuid():N}",
            ["name"] = tool.Name,
            ["input"] = JsonSerializer.SerializeToNode(tool.Input),
        }));
        return content;
    }

    private static (string Type, JsonObject Data) Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        return (type, data);
    }

    private static JsonObject Empty(JsonObject block)
    {
        var empty = (JsonObject)block.DeepClone();
        if (empty.ContainsKey("text"))
        {
            empty["text"] = string.Empty;
        }
        else
        {
            empty["input"] = new JsonObject();
        }

        return empty;
    }

    private static JsonObject Delta(JsonObject block) => block["text"] is { } text
        ? new JsonObject { ["type"] = "text_delta", ["text"] = text.DeepClone() }
        : new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = block["input"]!.ToJsonString() };

    private JsonObject Envelope(JsonArray content, string? stopReason, int outputTokens) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = null,
        ["usage"] = Usage(outputTokens),
    };

    private JsonObject Usage(int outputTokens) => new()
    {
        ["input_tokens"] = step.Tokens.Input,
        ["output_tokens"] = outputTokens,
        ["cache_creation_input_tokens"] = step.Tokens.CacheWrite,
        ["cache_read_input_tokens"] = step.Tokens.CacheRead,
    };
}
