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

    /// <summary>Opened in the browser in addition to the action; at most 3,000 characters.</summary>
    public string Url { get; set; }

    /// <summary>Sent with the action; at most 2,000 characters.</summary>
    public string Value { get; set; }

    /// <summary>The colour.</summary>
    [OmitDefault]
    public ButtonStyle Style { get; set; }

    /// <summary>Read by screen readers instead of the text; at most 75 characters.</summary>
    public string AccessibilityLabel { get; set; }
}

/// <summary>The colour of a button.</summary>
public enum ButtonStyle
{
    /// <summary>No colour.</summary>
    Default = 0,

    /// <summary>Green.</summary>
    Primary = 1,

    /// <summary>Red.</summary>
    Danger = 2,
}
