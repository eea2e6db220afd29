using System.Text.Json;
using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts;

/// <summary>Writes an enum's members in snake_case, and refuses to read names and numbers that it does not know.</summary>
public sealed class WireEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The names of enum members as histories, queries and metrics have them.</summary>
public static class WireNames
{
    /// <summary>For example <c>awaiting_approval</c>.</summary>
    public static string WireName<T>(this T value)
        where T : struct, Enum => JsonSerializer.Serialize(value).Trim('"');
}
