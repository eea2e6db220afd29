namespace SlackNet.Blocks;

/// <summary>The value of a <see cref="PlainTextInput"/>.</summary>
[SlackType("plain_text_input")]
public class PlainTextInputValue : ElementValue
{
    /// <summary>The text; null if the field is empty.</summary>
    public string Value { get; set; }
}
