namespace SlackNet.Blocks;

/// <summary>A field for plain text. See https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element</summary>
[SlackType("plain_text_input")]
public class PlainTextInput : TextInput
{
    public PlainTextInput() : base("plain_text_input")
    {
    }

    /// <summary>Whether the field has several lines.</summary>
    [OmitDefault]
    public bool Multiline { get; set; }

    /// <summary>In characters, at most 3,000.</summary>
    public int? MinLength { get; set; }

    /// <summary>In characters, at most 3,000.</summary>
    public int? MaxLength { get; set; }

    /// <summary>The initial text.</summary>
    public string InitialValue { get; set; }
}
