namespace SlackNet.Blocks;

/// <summary>What a person typed into a <see cref="PlainTextInput"/>.</summary>
[SlackType("plain_text_input")]
public class PlainTextInputValue : ElementValue
{
    /// <summary>Null where nothing was typed.</summary>
    public string Value { get; set; }
}
