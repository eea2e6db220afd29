namespace SlackNet.Blocks;

/// <summary>As in the official package, <c>emoji</c> is true by default, and always sent.</summary>
[SlackType("plain_text")]
public class PlainText : TextObject, IContextElement
{
    public PlainText(string text = "") : base("plain_text") => Text = text;

    public bool Emoji { get; set; } = true;

    public override string ToString() => Text;

    public static implicit operator PlainText(string text) => new(text);
}
