namespace SlackNet.Blocks;

/// <summary>A person typed into a <see cref="PlainTextInput"/> that dispatches actions.</summary>
[SlackType("plain_text_input")]
public class PlainTextInputAction : BlockAction
{
    /// <summary>The text; null if the field is empty.</summary>
    public string Value { get; set; }
}
