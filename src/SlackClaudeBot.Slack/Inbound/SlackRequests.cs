using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Answers;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>Handles requests that are known to come from Slack, over HTTP or Socket Mode.</summary>
internal sealed class SlackRequests(SlackNetPipeline slackNet, EphemeralAnswers answers)
{
    private const int MaxChallengeLength = 1000;

    /// <param name="endpoint">The kind of request.</param>
    /// <param name="body">Well-formed for that endpoint.</param>
    /// <returns>The answer, after the request is handled.</returns>
    /// <exception cref="Exception">The request was not handled and must not be acknowledged.</exception>
    public Task<SlackAnswer> HandleAsync(SlackEndpoint endpoint, byte[] body)
    {
        if (endpoint.TakesEvents)
        {
            return HandleEventAsync(endpoint, body);
        }

        return endpoint.TakesActions ? HandleInteractionAsync(endpoint, body) : slackNet.RunAsync(endpoint, body);
    }

    private async Task<SlackAnswer> HandleEventAsync(SlackEndpoint endpoint, byte[] body)
    {
        var json = RequestBodyValidator.ReadJson(Encoding.UTF8.GetString(body));
        return (string?)json["type"] switch
        {
            "event_callback" when json["event"] is JObject => await slackNet.RunAsync(endpoint, Encoding.UTF8.GetBytes(WithoutBlocks(json))),
            "url_verification" when (string?)json["challenge"] is { Length: > 0 and <= MaxChallengeLength } challenge => new(challenge, "text/plain"),

            // For example app_rate_limited: there is nothing to do, and a retry would change nothing.
            _ => SlackAnswer.Empty,
        };
    }

    private async Task<SlackAnswer> HandleInteractionAsync(SlackEndpoint endpoint, byte[] body)
    {
        var payload = RequestBodyValidator.ReadPayload(body);
        var isKnown = (string?)payload["type"] switch
        {
            "block_actions" => payload["actions"] is JArray { Count: > 0 },
            "view_submission" or "view_closed" => payload["view"] is JObject,
            _ => false,
        };
        if (isKnown)
        {
            return await slackNet.RunAsync(endpoint, Encoding.UTF8.GetBytes($"payload={Uri.EscapeDataString(WithoutBlocks(payload))}"));
        }

        // A refusal would show people an error of Slack's, and a retry would change nothing.
        await answers.SendAsync(
            (string?)payload["response_url"],
            (string?)payload.SelectToken("message.thread_ts"),
            "I do not know this action. It may belong to another version of me.");
        return SlackAnswer.Empty;
    }

    /// <summary>No handler reads the blocks of a message or view, and a value in them that SlackNet cannot read would lose the whole request.</summary>
    private static string WithoutBlocks(JObject json)
    {
        foreach (var unread in json.Descendants().OfType<JProperty>().Where(property => property is { Name: "blocks" or "attachments", Value: JArray }).ToList())
        {
            unread.Remove();
        }

        return json.ToString(Formatting.None);
    }
}
