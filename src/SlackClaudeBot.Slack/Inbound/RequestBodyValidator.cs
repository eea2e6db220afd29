using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>Validates and reads bodies of requests.</summary>
internal static class RequestBodyValidator
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How deep JSON may nest. Slack's own payloads nest about a dozen levels; thousands would exhaust the stack of a reader.</summary>
    public const int MaxDepth = 64;

    private const int MaxFormFields = 100;

    /// <summary>Whether a body has the fields that its handlers rely on.</summary>
    public static bool IsWellFormed(SlackEndpoint endpoint, byte[] body)
    {
        try
        {
            var text = _strictUtf8.GetString(body);
            if (endpoint.TakesEvents)
            {
                return ReadJson(text)["type"] is JValue { Type: JTokenType.String };
            }

            var form = ReadForm(text);
            return endpoint.TakesActions ? IsAction(ReadJson(form["payload"])) : IsCommand(form);
        }
        catch (Exception e) when (e is DecoderFallbackException or JsonException or InvalidDataException or KeyNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Reads the payload of a well-formed interaction.</summary>
    public static JObject ReadPayload(byte[] body) => ReadJson(ReadForm(_strictUtf8.GetString(body))["payload"]);

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">The text is not one JSON object.</exception>
    public static JObject ReadJson(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = MaxDepth, DateParseHandling = DateParseHandling.None };
        var json = JObject.Load(reader);
        return reader.Read() ? throw new JsonReaderException("Unexpected content after the JSON object.") : json;
    }

    // https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
    private static bool IsCommand(Dictionary<string, string> form) =>
        HasText(form, "command") && HasText(form, "trigger_id") && HasText(form, "user_id") && HasText(form, "channel_id");

    // https://docs.slack.dev/reference/interaction-payloads
    private static bool IsAction(JObject payload) =>
        payload["type"] is JValue { Type: JTokenType.String } && payload["user"] is JObject user && user["id"] is JValue { Type: JTokenType.String };

    private static bool HasText(Dictionary<string, string> form, string name) => form.GetValueOrDefault(name) is { Length: > 0 };

    private static Dictionary<string, string> ReadForm(string text)
    {
        var fields = QueryHelpers.ParseQuery(text);
        if (fields.Count > MaxFormFields)
        {
            throw new InvalidDataException("More fields than Slack sends.");
        }

        // With two values of one name, readers could disagree about the value.
        return fields.ToDictionary(field => field.Key, field => field.Value is [{ } value] ? value : throw new InvalidDataException("A field came twice."));
    }
}
