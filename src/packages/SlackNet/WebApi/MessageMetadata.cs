using Newtonsoft.Json.Linq;

namespace SlackNet;

/// <summary>Data of the app on a message. See https://docs.slack.dev/messaging/message-metadata</summary>
public class MessageMetadata
{
    /// <summary>The kind of data.</summary>
    public string EventType { get; set; }

    /// <summary>A flat object.</summary>
    public JToken EventPayload { get; set; }
}
