using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>
/// Slack's limits as its documentation has them, by the kind of object: https://docs.slack.dev/reference/block-kit/blocks.
/// Written down apart from the product's own numbers, so that a wrong one there is found.
/// </summary>
public static class SlackLimitTable
{
    /// <summary>Undocumented; measured where Slack answers <c>msg_blocks_too_long</c>.</summary>
    private const int AllBlocks = 13_200;

    /// <param name="kind">One of <see cref="SentKinds"/>.</param>
    /// <param name="sent">As Slack gets it.</param>
    public static IReadOnlyList<string> Violations(string kind, JObject sent)
    {
        var found = new List<string>();
        if (kind == SentKinds.ViewErrors)
        {
            // Not documented: the limit of a hint, which is shown in the same place.
            foreach (var error in sent["errors"]!.Children<JProperty>())
            {
                Length(found, error.Value, 2000, "error", atLeast: 1);
            }

            return found;
        }

        if (kind != SentKinds.Answer || sent["blocks"] is JArray { Count: > 0 })
        {
            Count(found, sent["blocks"], kind == SentKinds.View ? 100 : 50, "blocks");
        }

        if (kind == SentKinds.View)
        {
            Length(found, sent["title"]?["text"], 24, "title");
            Length(found, sent["submit"]?["text"], 24, "submit");
            Length(found, sent["close"]?["text"], 24, "close");
            Length(found, sent["private_metadata"], 3000, "private_metadata");
            Length(found, sent["callback_id"], 255, "callback_id");
        }
        else
        {
            Length(found, sent["text"], 4000, "message text", atLeast: 1);
            if (sent["blocks"]?.ToString(Formatting.None).Length is > AllBlocks and var characters)
            {
                found.Add($"all blocks together have {characters} characters");
            }
        }

        foreach (var part in sent.SelectTokens("$..*").OfType<JObject>())
        {
            Check(found, part);
        }

        return found;
    }

    private static void Check(List<string> found, JObject part)
    {
        Length(found, part["block_id"], 255, "block_id");
        Length(found, part["action_id"], 255, "action_id");
        if (part["confirm"] is JObject confirm && confirm["title"] is not null)
        {
            Length(found, confirm["title"]?["text"], 100, "confirm title");
            Length(found, confirm["text"]?["text"], 300, "confirm text");
            Length(found, confirm["confirm"]?["text"], 30, "confirm button");
            Length(found, confirm["deny"]?["text"], 30, "confirm button");
        }

        switch ((string?)part["type"])
        {
            case "section":
                Length(found, part["text"]?["text"], 3000, "section", atLeast: 1);
                break;
            case "header":
                Length(found, part["text"]?["text"], 150, "header", atLeast: 1);
                break;
            case "context":
                Count(found, part["elements"], 10, "context");
                foreach (var element in part["elements"]!)
                {
                    Length(found, element["text"], 3000, "context element", atLeast: 1);
                }

                break;
            case "actions":
                Count(found, part["elements"], 25, "actions");
                break;
            case "button":
                Length(found, part["text"]?["text"], 75, "button", atLeast: 1);
                Length(found, part["value"], 2000, "button value");
                Length(found, part["url"], 3000, "button url");
                break;
            case "markdown":
                Length(found, part["text"], 12_000, "markdown block");
                break;
            case "input":
                Length(found, part["label"]?["text"], 2000, "label", atLeast: 1);
                Length(found, part["hint"]?["text"], 2000, "hint");
                Length(found, part["element"]?["placeholder"]?["text"], 150, "placeholder");
                break;
        }
    }

    private static void Length(List<string> found, JToken? text, int limit, string what, int atLeast = 0)
    {
        if (text is JValue { Value: string value } && (value.Length > limit || value.Length < atLeast))
        {
            found.Add($"{what} has {value.Length} characters, {atLeast}-{limit} may be");
        }
    }

    private static void Count(List<string> found, JToken? elements, int limit, string what)
    {
        if (elements is not JArray array || array.Count == 0 || array.Count > limit)
        {
            found.Add($"{what} has {(elements as JArray)?.Count} elements, 1-{limit} may be");
        }
    }
}
