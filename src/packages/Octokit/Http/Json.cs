using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>GitHub's JSON: snake case, unknown properties ignored, nulls left out of requests.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new StringEnumConverterFactory(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    internal static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, _options) ?? throw new JsonException($"The answer holds no {typeof(T).Name}.");

    internal static string Write(object value) => JsonSerializer.Serialize(value, _options);
}
