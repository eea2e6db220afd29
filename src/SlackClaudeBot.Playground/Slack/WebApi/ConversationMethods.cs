using System.Globalization;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>conversations.*: reads channels and threads, a page at a time.</summary>
internal sealed class ConversationMethods(SlackWorkspace workspace)
{
    private const int MaxLimit = 999;

    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods)
    {
        methods["conversations.history"] = History;
        methods["conversations.replies"] = Replies;
        methods["conversations.info"] = request => new JsonObject { ["channel"] = Channel(Find(request)) };
        methods["conversations.list"] = _ => new JsonObject { ["channels"] = new JsonArray([.. workspace.Channels.Select(Channel)]) };
    }

    private JsonObject History(WebApiRequest request)
    {
        var channel = Find(request);
        // The newest first, as Slack has it.
        return Page(request, [.. workspace.RootMessages(channel.Id).Reverse()], defaultLimit: 100);
    }

    private JsonObject Replies(WebApiRequest request)
    {
        var channel = Find(request);
        var message = workspace.Find(channel.Id, request.Required("ts")) ?? throw new SlackErrorException("thread_not_found");
        var root = message.IsReply ? workspace.Find(channel.Id, message.ThreadTs!) ?? message : message;
        return Page(request, [root, .. workspace.Replies(root)], defaultLimit: 1000);
    }

    private JsonObject Page(WebApiRequest request, IReadOnlyList<SlackMessage> messages, int defaultLimit)
    {
        var limit = Math.Clamp(request.Number("limit", defaultLimit), 1, MaxLimit);
        var start = request.String("cursor") is { Length: > 0 } cursor
            ? int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : throw new SlackErrorException("invalid_cursor")
            : 0;
        var within = messages.Where(message => IsWithin(message, request)).ToList();
        var page = within.Skip(start).Take(limit).Select(message => (JsonNode)MessageJson.Of(message, workspace, request.Flag("include_all_metadata"))).ToArray();
        var hasMore = start + page.Length < within.Count;
        var answer = new JsonObject { ["messages"] = new JsonArray(page), ["has_more"] = hasMore, ["pin_count"] = 0 };
        if (hasMore)
        {
            answer["response_metadata"] = new JsonObject { ["next_cursor"] = (start + page.Length).ToString(CultureInfo.InvariantCulture) };
        }

        return answer;
    }

    private static bool IsWithin(SlackMessage message, WebApiRequest request)
    {
        var inclusive = request.Flag("inclusive");
        return After(request.String("oldest"), -1) && After(request.String("latest"), 1);

        bool After(string? bound, int sign)
        {
            if (bound is null or "" or "0")
            {
                return true;
            }

            var order = Seconds(message.Ts).CompareTo(Seconds(bound)) * -sign;
            return order > 0 || (inclusive && order == 0);
        }
    }

    private static decimal Seconds(string ts) =>
        decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : throw new SlackErrorException("invalid_ts_oldest");

    private SlackChannel Find(WebApiRequest request) => workspace.FindChannel(request.Required("channel")) ?? throw new SlackErrorException("channel_not_found");

    private static JsonNode Channel(SlackChannel channel) => new JsonObject
    {
        ["id"] = channel.Id,
        ["name"] = channel.Name,
        ["name_normalized"] = channel.Name,
        ["is_channel"] = true,
        ["is_private"] = false,
        ["is_member"] = true,
        ["is_archived"] = false,
        ["topic"] = new JsonObject { ["value"] = channel.Topic },
        ["purpose"] = new JsonObject { ["value"] = channel.Topic },
    };
}
