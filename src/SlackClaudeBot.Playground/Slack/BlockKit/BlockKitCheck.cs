using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>
/// Checks blocks and views as strictly as Slack does: known types and properties, required ones, kinds of text, sizes, unique ids.
/// Collects every error, each with a JSON pointer.
/// </summary>
internal sealed class BlockKitCheck
{
    private readonly List<string> _errors = [];
    private readonly HashSet<string> _blockIds = new(StringComparer.Ordinal);

    /// <summary>Returns what is wrong with the blocks of a message.</summary>
    public static IReadOnlyList<string> Message(JsonElement blocks)
    {
        var check = new BlockKitCheck();
        check.Blocks(blocks, "/blocks", BlockKitLimits.BlocksInMessage, inView: false);
        return check._errors;
    }

    /// <summary>Returns what is wrong with a modal.</summary>
    public static IReadOnlyList<string> Modal(JsonElement view)
    {
        var check = new BlockKitCheck();
        check.View(view);
        return check._errors;
    }

    private void View(JsonElement view)
    {
        var node = Node(view, "/view");
        node.Only("type", "title", "submit", "close", "blocks", "callback_id", "private_metadata", "clear_on_close", "notify_on_close", "external_id", "submit_disabled");
        if (node.String("type", required: true) is { } type && type != "modal")
        {
            node.Error("type", $"'{type}' is not a view that can be opened");
        }

        node.PlainText("title", BlockKitLimits.ViewTitle, required: true);
        node.PlainText("submit", BlockKitLimits.ViewButton);
        node.PlainText("close", BlockKitLimits.ViewButton);
        node.Text("callback_id", BlockKitLimits.Id);
        node.Text("private_metadata", BlockKitLimits.PrivateMetadata);
        node.Text("external_id", BlockKitLimits.Id);
        node.Flags("clear_on_close", "notify_on_close", "submit_disabled");
        if (!view.TryGetProperty("blocks", out var blocks))
        {
            node.Error("blocks", "missing required field");
            return;
        }

        Blocks(blocks, "/view/blocks", BlockKitLimits.BlocksInView, inView: true);
        if (blocks.ValueKind == JsonValueKind.Array && !view.TryGetProperty("submit", out _) && blocks.EnumerateArray().Any(block => TypeOf(block) == "input"))
        {
            node.Error("submit", "a modal with input blocks must have a submit button");
        }
    }

    private void Blocks(JsonElement blocks, string path, int limit, bool inView)
    {
        if (blocks.ValueKind != JsonValueKind.Array)
        {
            _errors.Add($"must be an array [json-pointer:{path}]");
            return;
        }

        if (blocks.GetArrayLength() > limit)
        {
            _errors.Add($"no more than {limit} items allowed [json-pointer:{path}]");
        }

        var index = 0;
        foreach (var block in blocks.EnumerateArray())
        {
            Block(Node(block, $"{path}/{index++}"), inView);
        }
    }

    private void Block(BlockNode block, bool inView)
    {
        var type = block.String("type", required: true);
        block.Text("block_id", BlockKitLimits.Id);
        if (block.String("block_id") is { Length: > 0 } id && !_blockIds.Add(id))
        {
            block.Error("block_id", $"'{id}' already exists");
        }

        if (type is not null && !BlockTypes.TryCheck(type, block, inView))
        {
            block.Error("type", $"unsupported type: {type}");
        }
    }

    private BlockNode Node(JsonElement element, string path) => new(element, path, _errors);

    private static string? TypeOf(JsonElement block) =>
        block.ValueKind == JsonValueKind.Object && block.TryGetProperty("type", out var type) ? type.GetString() : null;
}
