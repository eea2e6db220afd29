using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>Checks that a body holds what its endpoint cannot do without, before anything relies on it.</summary>
internal static class RequestBody
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Slack's own nest a dozen deep; a reader that follows thousands of brackets runs out of stack.
    private const int MaxDepth = 64;

    private const int MaxFormFields = 100;

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

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JObject ReadJson(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = MaxDepth, DateParseHandling = DateParseHandling.None };
        var json = JObject.Load(reader);
        return reader.Read() ? throw new JsonReaderException("Something stands behind the object.") : json;
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

        // Two values of one name: nobody could say which one was meant.
        return fields.ToDictionary(field => field.Key, field => field.Value is [{ } value] ? value : throw new InvalidDataException("A field came twice."));
    }
}
