namespace SlackNet.Blocks;

/// <summary>Text without markup.</summary>
[SlackType("plain_text")]
public class PlainText : TextObject, IContextElement
{
    public PlainText(string text = "") : base("plain_text") => Text = text;

    /// <summary>Whether emoji are escaped into their colon form.</summary>
    [OmitDefault]
    public bool Emoji { get; set; }

    public override string ToString() => Text;

    public static implicit operator PlainText(string text) => new(text);
}
