namespace SlackNet.Blocks;

/// <summary>A button. See https://docs.slack.dev/reference/block-kit/block-elements/button-element</summary>
[SlackType("button")]
public class Button : ActionElement
{
    public Button() : base("button")
    {
    }

    /// <summary>At most 75 characters.</summary>
    public PlainText Text { get; set; }

    /// <summary>Opened in the browser, beside sending the action; at most 3,000 characters.</summary>
    public string Url { get; set; }

    /// <summary>Sent back; at most 2,000 characters.</summary>
    public string Value { get; set; }

    /// <summary>Its colour.</summary>
    [OmitDefault]
    public ButtonStyle Style { get; set; }

    /// <summary>Read to people by screen readers instead of the text; at most 75 characters.</summary>
    public string AccessibilityLabel { get; set; }
}

/// <summary>The colour of a button.</summary>
public enum ButtonStyle
{
    /// <summary>Neither of the others.</summary>
    Default = 0,

    /// <summary>Green.</summary>
    Primary = 1,

    /// <summary>Red.</summary>
    Danger = 2,
}
