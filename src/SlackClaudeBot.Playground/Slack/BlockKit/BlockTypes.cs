namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>What each type of block may hold. Source: https://docs.slack.dev/reference/block-kit/blocks.</summary>
internal static class BlockTypes
{
    /// <summary>Checks a block; false if its type is unknown.</summary>
    public static bool TryCheck(string type, BlockNode block, bool inView)
    {
        switch (type)
        {
            case "section":
                Section(block);
                return true;
            case "header":
                block.Only("type", "block_id", "text", "level");
                block.PlainText("text", BlockKitLimits.HeaderText, required: true);
                return true;
            case "divider":
                block.Only("type", "block_id");
                return true;
            case "context":
                Context(block);
                return true;
            case "actions":
                block.Only("type", "block_id", "elements");
                Elements(block.Children("elements", BlockKitLimits.ActionsElements));
                return true;
            case "image":
                block.Only("type", "block_id", "image_url", "alt_text", "title");
                Image(block);
                block.PlainText("title", BlockKitLimits.AltText);
                return true;
            case "input":
                Input(block);
                return true;
            case "markdown" when !inView:
                block.Only("type", "block_id", "text");
                block.Text("text", BlockKitLimits.MarkdownText, required: true, min: 1);
                return true;
            case "rich_text":
                block.Only("type", "block_id", "elements");
                foreach (var element in block.Children("elements", int.MaxValue, min: 0))
                {
                    element.OneOf("type", "rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote");
                }

                return true;
            default:
                return false;
        }
    }

    private static void Section(BlockNode block)
    {
        block.Only("type", "block_id", "text", "fields", "accessory", "expand");
        block.Flags("expand");
        block.Child("text")?.TextObject(BlockKitLimits.SectionText);
        foreach (var field in block.Children("fields", BlockKitLimits.SectionFields, required: false))
        {
            field.TextObject(BlockKitLimits.FieldText);
        }

        if (!block.Has("text") && !block.Has("fields"))
        {
            block.Error("text", "a section must have text or fields");
        }

        if (block.Child("accessory") is { } accessory)
        {
            Elements([accessory]);
        }
    }

    private static void Context(BlockNode block)
    {
        block.Only("type", "block_id", "elements");
        foreach (var element in block.Children("elements", BlockKitLimits.ContextElements))
        {
            if (element.String("type") == "image")
            {
                element.Only("type", "image_url", "alt_text");
                Image(element);
            }
            else
            {
                element.TextObject(BlockKitLimits.SectionText);
            }
        }
    }

    private static void Input(BlockNode block)
    {
        block.Only("type", "block_id", "label", "element", "hint", "optional", "dispatch_action");
        block.Flags("optional", "dispatch_action");
        block.PlainText("label", BlockKitLimits.InputLabel, required: true);
        block.PlainText("hint", BlockKitLimits.InputLabel);
        if (block.Child("element", required: true) is { } element)
        {
            Elements([element]);
        }
    }

    private static void Image(BlockNode image)
    {
        image.Text("image_url", BlockKitLimits.Url, required: true);
        image.Text("alt_text", BlockKitLimits.AltText, required: true);
    }

    private static void Elements(IReadOnlyList<BlockNode> elements)
    {
        var actionIds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            if (element.String("type", required: true) is { } type && !ElementTypes.TryCheck(type, element))
            {
                element.Error("type", $"unsupported type: {type}");
            }

            if (element.String("action_id") is { Length: > 0 } id && !actionIds.Add(id))
            {
                element.Error("action_id", $"'{id}' already exists in this block");
            }
        }
    }
}
