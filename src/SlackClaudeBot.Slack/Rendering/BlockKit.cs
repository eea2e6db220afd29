using System.Text.Json;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Short ways to make blocks.</summary>
internal static class BlockKit
{
    /// <summary>Slack's own parsing of names and links is off: what links or mentions is written by us.</summary>
    public static SectionBlock Section(string mrkdwn) => new() { Text = Text(mrkdwn) };

    public static ContextBlock Context(params IEnumerable<string> mrkdwn) =>
        new() { Elements = [.. mrkdwn.Take(SlackLimits.ContextElements).Select(Text)] };

    public static ActionsBlock Actions(params IEnumerable<Button> buttons) => new() { Elements = [.. buttons] };

    public static Button Button(string actionId, string label, string value, ButtonStyle style = ButtonStyle.Default) =>
        new() { ActionId = actionId, Text = new PlainText(label), Value = value, Style = style };

    /// <summary>About how many characters blocks take in a request.</summary>
    public static int Weigh(IEnumerable<Block> blocks) => blocks.Sum(Weigh);

    private static Markdown Text(string mrkdwn) => new(mrkdwn) { Verbatim = true };

    private static int Weigh(Block block)
    {
        const int frame = 60;
        return frame + block switch
        {
            SectionBlock section => Weigh(section.Text?.Text),
            ContextBlock context => context.Elements.Sum(e => frame + Weigh((e as TextObject)?.Text)),
            ActionsBlock actions => actions.Elements.OfType<Button>().Sum(b => (4 * frame) + Weigh(b.Value)),
            _ => 0,
        };
    }

    private static int Weigh(string? text) => text is null ? 0 : JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value.Length;
}
