namespace SlackNet.Blocks;

/// <summary>Text with Slack's markup, mrkdwn.</summary>
[SlackType("mrkdwn")]
public class Markdown : TextObject, IContextElement
{
    public Markdown(string markdown = "") : base("mrkdwn") => Text = markdown;

    /// <summary>Whether URLs, channels and names stay text instead of becoming links.</summary>
    [OmitDefault]
    public bool Verbatim { get; set; }

    public override string ToString() => Text;

    public static implicit operator Markdown(string text) => new(text);
}
