namespace SlackNet.Blocks;

/// <summary>Plain text, or text with Slack's markup. See https://docs.slack.dev/reference/block-kit/composition-objects/text-object</summary>
public abstract class TextObject
{
    protected TextObject(string type) => Type = type;

    /// <summary>Slack's name of the kind of text.</summary>
    public string Type { get; set; }

    /// <summary>The text.</summary>
    public string Text { get; set; }

    /// <summary>Plain text.</summary>
    public static implicit operator TextObject(string text) => new PlainText(text);
}
