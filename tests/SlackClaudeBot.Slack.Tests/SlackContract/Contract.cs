using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>The rules for all messages of the bot: Slack's types, Slack's limits, and no live text of others.</summary>
public static class Contract
{
    /// <summary>The violations in something that is sent; empty if there are none.</summary>
    public static IReadOnlyList<string> Breaches(string kind, JObject sent) =>
        [.. SlackSchema.Errors(kind, sent).Take(5), .. SlackLimitTable.Violations(kind, sent), .. LiveText.In(sent)];

    /// <summary>The same for the body of a call of Slack's Web API, or of a <c>response_url</c>.</summary>
    public static IReadOnlyList<string> Breaches(Uri called, JObject body)
    {
        var sent = (JObject)body.DeepClone();
        foreach (var address in new[] { "channel", "user", "ts", "unfurl_links", "unfurl_media" })
        {
            sent.Remove(address);
        }

        switch (called.Segments[^1])
        {
            case "chat.postMessage" or "chat.update":
                sent.Remove("thread_ts");
                return Breaches(SentKinds.Message, sent);
            case "views.open" or "views.update" or "views.publish":
                return Breaches(SentKinds.View, (JObject)sent["view"]!);
            case var other when other == "chat.postEphemeral" || sent.ContainsKey("text"):
                return Breaches(SentKinds.Answer, sent);
            default:
                return [];
        }
    }

    /// <summary>Fails with what is wrong, and with what was sent.</summary>
    public static void Holds(string kind, JObject sent) => Holds(Breaches(kind, sent), sent);

    /// <summary>The same for the body of a call.</summary>
    public static void Holds(Uri called, JObject body) => Holds(Breaches(called, body), body);

    private static void Holds(IReadOnlyList<string> breaches, JObject sent)
    {
        if (breaches.Count > 0)
        {
            Assert.Fail($"Slack does not take this:\n{string.Join('\n', breaches)}\n{sent}");
        }
    }
}
