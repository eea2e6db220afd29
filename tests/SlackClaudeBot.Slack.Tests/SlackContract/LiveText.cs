using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>Finds text that Slack would act on, and deceptive characters.</summary>
public static partial class LiveText
{
    public static IEnumerable<string> In(JObject sent)
    {
        foreach (var text in Texts(sent))
        {
            if (Unsafe().Match(Ours().Replace(text, string.Empty)) is { Success: true } live)
            {
                yield return $"'{live.Value}' at {live.Index} is live";
            }

            if (Deceiving().Match(Isolated().Replace(text, "$1")) is { Success: true } deceiving)
            {
                yield return $"U+{(int)deceiving.Value[0]:X4} at {deceiving.Index} deceives";
            }

            if ((text.Split("```").Length - 1) % 2 != 0)
            {
                yield return "a code block stays open";
            }
        }

        // https://docs.slack.dev/messaging/formatting-message-text#automatic-parsing
        if ((string?)sent["parse"] is "full" or "client" || sent["link_names"]?.Value<bool>() == true)
        {
            yield return "Slack would make names in the text live";
        }

        foreach (var mrkdwn in SentJson.Texts(sent).Where(t => (string?)t["type"] == "mrkdwn" && t["verbatim"]?.Value<bool>() != true))
        {
            yield return $"Slack would parse {mrkdwn}";
        }
    }

    // Text under a modal's field is plain: nothing in it is live, but it may deceive.
    private static IEnumerable<string> Texts(JObject sent) =>
        SentJson.Texts(sent).Where(t => (string?)t["type"] == "mrkdwn" || (string?)sent["type"] != "modal").Select(t => (string)t["text"]!)
            .Concat(sent["text"] is JValue { Value: string text } ? [text] : []);

    /// <summary>Markup that the bot writes itself: times, links, and people by their ids.</summary>
    [GeneratedRegex(@"<!date\^\d+\^(?:\{date_short_pretty\} \{time\}|\{time_secs\})\|[^<>|]*>|<https?://[^<>|\s]*(\|[^<>|]*)?>|<@[UW][A-Z0-9]{1,30}>")]
    private static partial Regex Ours();

    /// <summary>Our own isolation of a title that is written from right to left: balanced, and nothing inside may deceive.</summary>
    [GeneratedRegex(@"\u2068([^\u2066-\u2069]*)\u2069")]
    private static partial Regex Isolated();

    [GeneratedRegex(@"[<>]|&(?!amp;|lt;|gt;)")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"[\x00-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uD800-\uDBFF](?![\uDC00-\uDFFF])")]
    private static partial Regex Deceiving();
}
