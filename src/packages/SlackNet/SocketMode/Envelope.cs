using Newtonsoft.Json.Linq;

namespace SlackNet.SocketMode;

/// <summary>What arrives over Socket Mode.</summary>
internal sealed class Envelope
{
    /// <summary><c>hello</c>, <c>disconnect</c>, <c>slash_commands</c>, <c>interactive</c> or <c>events_api</c>.</summary>
    public string Type { get; set; }

    /// <summary>What the acknowledgement names.</summary>
    public string EnvelopeId { get; set; }

    public JObject Payload { get; set; }

    /// <summary>Of <c>disconnect</c>: for example <c>warning</c> or <c>refresh_requested</c>.</summary>
    public string Reason { get; set; }
}

/// <summary>Tells Slack that an envelope was taken; without it Slack sends it again.</summary>
internal sealed record Acknowledgement(string EnvelopeId, object Payload);
