using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Attributes;

/// <summary>The value of a search attribute in a payload.</summary>
internal static class AttributeValue
{
    private const string TypeKey = "type";

    /// <summary>
    /// The values as the index holds them: text, 64-bit integers (ticks for times, 0 and 1 for truth) and doubles. A list has one for each
    /// element, a text one for each word; no value at all removes the attribute.
    /// </summary>
    /// <returns>Null if the payload holds nothing of that type.</returns>
    public static IReadOnlyList<object>? Decode(Payload payload, IndexedValueType type)
    {
        if (IsNull(payload))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            return Decode(json.RootElement, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A value as refusals show it, in the real service's form.</summary>
    public static string Show(Payload payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            return Show(json.RootElement);
        }
        catch (JsonException)
        {
            return $"value from <{payload.Data.Length} bytes>";
        }
    }

    /// <summary>The payload with its type in the metadata, as the real service stores it.</summary>
    public static Payload WithType(Payload payload, IndexedValueType type)
    {
        var typed = payload.Clone();
        typed.Metadata[TypeKey] = ByteString.CopyFromUtf8(type.ToString());
        return typed;
    }

    /// <summary>The words of a text, in lower case.</summary>
    public static IEnumerable<string> Words(string text) => Tokens(text).Distinct(StringComparer.Ordinal);

    private static bool IsNull(Payload payload) =>
        payload.Data.IsEmpty || (payload.Metadata.TryGetValue("encoding", out var encoding) && encoding.ToStringUtf8() == "binary/null");

    private static IReadOnlyList<object>? Decode(JsonElement json, IndexedValueType type)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (type == IndexedValueType.KeywordList)
        {
            return json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
                ? [.. json.EnumerateArray().Select(e => e.GetString()!).Distinct(StringComparer.Ordinal)]
                : null;
        }

        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.GetArrayLength() switch
            {
                0 => [],
                1 when json[0].ValueKind != JsonValueKind.Array => Decode(json[0], type),
                _ => null,
            };
        }

        return (type, json.ValueKind) switch
        {
            (IndexedValueType.Keyword, JsonValueKind.String) => [json.GetString()!],
            (IndexedValueType.Text, JsonValueKind.String) => [.. Words(json.GetString()!)],
            (IndexedValueType.Int, JsonValueKind.Number) when json.TryGetInt64(out var number) => [number],
            (IndexedValueType.Double, JsonValueKind.Number) when json.TryGetDouble(out var number) => [number],
            (IndexedValueType.Bool, JsonValueKind.True) => [1L],
            (IndexedValueType.Bool, JsonValueKind.False) => [0L],
            (IndexedValueType.Datetime, JsonValueKind.String) when json.TryGetDateTimeOffset(out var time) => [time.UtcTicks],
            _ => null,
        };
    }

    private static string Show(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Null => "<nil>",
        JsonValueKind.Array => $"[{string.Join(' ', json.EnumerateArray().Select(Show))}]",
        JsonValueKind.Object => $"map[{string.Join(' ', json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Show(p.Value)}"))}]",
        JsonValueKind.Number => json.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => json.GetRawText(),
    };

    private static IEnumerable<string> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                yield return text[start..at].ToLowerInvariant();
            }
            else
            {
                at++;
            }
        }
    }
}
