using Newtonsoft.Json.Linq;

namespace SlackNet.SocketMode;

/// <summary>A message from Slack.</summary>
internal sealed class Envelope
{
    /// <summary><c>hello</c>, <c>disconnect</c>, <c>slash_commands</c>, <c>interactive</c> or <c>events_api</c>.</summary>
    public string Type { get; set; }

    /// <summary>Identifies the envelope in its acknowledgement.</summary>
    public string EnvelopeId { get; set; }

    public JObject Payload { get; set; }

    /// <summary>Of <c>disconnect</c>: for example <c>warning</c> or <c>refresh_requested</c>.</summary>
    public string Reason { get; set; }
}

/// <summary>Acknowledges an envelope. Slack sends an envelope without one again.</summary>
internal sealed record Acknowledgement(string EnvelopeId, object Payload);
