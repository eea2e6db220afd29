using Newtonsoft.Json;

namespace SlackNet;

/// <summary>How Slack's JSON is read and written.</summary>
public class SlackJsonSettings
{
    public SlackJsonSettings(JsonSerializerSettings settings) => SerializerSettings = settings;

    public JsonSerializerSettings SerializerSettings { get; }
}
