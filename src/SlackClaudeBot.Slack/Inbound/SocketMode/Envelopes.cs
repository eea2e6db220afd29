using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>Handles the requests that come in envelopes over Socket Mode.</summary>
internal sealed class Envelopes(SlackRequests requests, SlackMetrics metrics)
{
    /// <returns>The acknowledgement; null if there is nothing to acknowledge.</returns>
    /// <exception cref="Exception">The envelope was not handled and must not be acknowledged.</exception>
    public async Task<string?> HandleAsync(JObject envelope)
    {
        if (envelope["envelope_id"] is not JValue { Value: string id })
        {
            return null;
        }

        var acknowledgement = new JObject { ["envelope_id"] = id };
        if (await AnswerAsync(envelope) is { Body: { } body })
        {
            acknowledgement["payload"] = RequestBodyValidator.ReadJson(body);
        }

        return acknowledgement.ToString(Formatting.None);
    }

    private async Task<SlackAnswer> AnswerAsync(JObject envelope)
    {
        if (ToRequest((string?)envelope["type"], envelope["payload"] as JObject ?? []) is not var (endpoint, body))
        {
            // A new kind of envelope: to send it again would change nothing.
            return SlackAnswer.Empty;
        }

        if (!RequestBodyValidator.IsWellFormed(endpoint, body))
        {
            metrics.Count(endpoint.Name, "malformed");
            throw new InvalidDataException($"An envelope for {endpoint.Path} is malformed.");
        }

        metrics.Count(endpoint.Name, envelope["retry_attempt"] is JValue { Value: > 0L } ? "retried" : "accepted");
        try
        {
            return await requests.HandleAsync(endpoint, body);
        }
        catch
        {
            metrics.Count(endpoint.Name, "failed");
            throw;
        }
    }

    /// <summary>The request that Slack would send over HTTP.</summary>
    private static (SlackEndpoint Endpoint, byte[] Body)? ToRequest(string? type, JObject payload) => type switch
    {
        "slash_commands" => (SlackEndpoint.Command, Encoding.UTF8.GetBytes(string.Join('&', payload.Properties().Select(Field)))),
        "interactive" => (SlackEndpoint.Action, Encoding.UTF8.GetBytes($"payload={Uri.EscapeDataString(payload.ToString(Formatting.None))}")),
        "events_api" => (SlackEndpoint.Event, Encoding.UTF8.GetBytes(payload.ToString(Formatting.None))),
        _ => null,
    };

    private static string Field(JProperty property) => $"{Uri.EscapeDataString(property.Name)}={Uri.EscapeDataString((string?)property.Value ?? "")}";
}
