using Newtonsoft.Json;

namespace SlackNet;

/// <summary>The settings for Slack's JSON.</summary>
public class SlackJsonSettings
{
    public SlackJsonSettings(JsonSerializerSettings settings) => SerializerSettings = settings;

    public JsonSerializerSettings SerializerSettings { get; }
}
