namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>What each type of element may hold. Source: https://docs.slack.dev/reference/block-kit/block-elements.</summary>
internal static class ElementTypes
{
    /// <summary>Checks an element; false if its type is unknown.</summary>
    public static bool TryCheck(string type, BlockNode element)
    {
        if (type != "image")
        {
            element.Text("action_id", BlockKitLimits.Id);
        }

        switch (type)
        {
            case "button":
                Button(element);
                return true;
            case "image":
                element.Only("type", "image_url", "alt_text");
                element.Text("image_url", BlockKitLimits.Url, required: true);
                element.Text("alt_text", BlockKitLimits.AltText, required: true);
                return true;
            case "overflow":
                element.Only("type", "action_id", "options", "confirm");
                Options(element, BlockKitLimits.OverflowOptions);
                Confirm(element);
                return true;
            case "static_select":
                element.Only("type", "action_id", "options", "initial_option", "placeholder", "confirm", "focus_on_load");
                Options(element, BlockKitLimits.Options);
                element.PlainText("placeholder", BlockKitLimits.Placeholder);
                Confirm(element);
                return true;
            case "radio_buttons":
                element.Only("type", "action_id", "options", "initial_option", "confirm", "focus_on_load");
                Options(element, 10);
                return true;
            case "checkboxes":
                element.Only("type", "action_id", "options", "initial_options", "confirm", "focus_on_load");
                Options(element, 10);
                return true;
            case "plain_text_input":
                PlainTextInput(element);
                return true;
            default:
                return false;
        }
    }

    private static void Button(BlockNode button)
    {
        button.Only("type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label");
        button.PlainText("text", BlockKitLimits.ButtonText, required: true);
        button.Text("value", BlockKitLimits.ButtonValue);
        button.Text("url", BlockKitLimits.Url);
        button.Text("accessibility_label", BlockKitLimits.ButtonText);
        button.OneOf("style", "default", "primary", "danger");
        Confirm(button);
    }

    private static void PlainTextInput(BlockNode input)
    {
        input.Only("type", "action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder", "focus_on_load", "dispatch_action_config");
        input.Flags("multiline", "focus_on_load");
        input.Text("initial_value", BlockKitLimits.InputMaxLength);
        input.PlainText("placeholder", BlockKitLimits.Placeholder);
        foreach (var name in new[] { "min_length", "max_length" })
        {
            if (input.Has(name) && (!input.Element.GetProperty(name).TryGetInt32(out var length) || length is < 0 or > BlockKitLimits.InputMaxLength))
            {
                input.Error(name, $"must be a number up to {BlockKitLimits.InputMaxLength}");
            }
        }
    }

    private static void Options(BlockNode element, int max)
    {
        foreach (var option in element.Children("options", max))
        {
            option.Only("text", "value", "description", "url");
            option.Child("text", required: true)?.TextObject(BlockKitLimits.OptionText);
            option.Text("value", BlockKitLimits.OptionValue, required: true);
        }
    }

    private static void Confirm(BlockNode element)
    {
        if (element.Child("confirm") is not { } confirm)
        {
            return;
        }

        confirm.Only("title", "text", "confirm", "deny", "style");
        confirm.PlainText("title", BlockKitLimits.ConfirmTitle, required: true);
        confirm.Child("text", required: true)?.TextObject(BlockKitLimits.ConfirmText);
        confirm.PlainText("confirm", BlockKitLimits.ConfirmButton, required: true);
        confirm.PlainText("deny", BlockKitLimits.ConfirmButton, required: true);
        confirm.OneOf("style", "primary", "danger");
    }
}
