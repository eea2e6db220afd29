using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Rendering;
using SlackNet;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>Messages as the JSON that Slack gets.</summary>
public static class SentJson
{
    public static JsonSerializer Serializer { get; } = JsonSerializer.Create(Default.JsonSettings().SerializerSettings);

    public static JObject Of(RenderedMessage message) => new() { ["text"] = message.Text, ["blocks"] = JArray.FromObject(message.Blocks, Serializer) };

    public static JObject Of(ViewDefinition view) => JObject.FromObject(view, Serializer);

    /// <summary>Every text object in it.</summary>
    public static IEnumerable<JObject> Texts(JToken sent) => sent.SelectTokens("$..*").OfType<JObject>()
        .Where(o => (string?)o["type"] is "mrkdwn" or "plain_text" && o["text"]?.Type == JTokenType.String);
}
