using System.Text.Json;

namespace Octokit;

/// <summary>Reads <see cref="ApiError"/> out of any body, which need not be JSON.</summary>
internal static class ApiErrorParser
{
    internal static ApiError Parse(string body)
    {
        if (string.IsNullOrWhiteSpace(body))
            return new ApiError();

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Parse(json.RootElement) : new ApiError(body);
        }
        catch (JsonException)
        {
            return new ApiError(body);
        }
    }

    private static ApiError Parse(JsonElement root)
    {
        var details = root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(Detail).ToList()
            : [];
        return new ApiError(Text(root, "message") ?? string.Empty, Text(root, "documentation_url"), details);
    }

    // An error is an object, or for some calls just its message.
    private static ApiErrorDetail Detail(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => new(Text(error, "message"), Text(error, "code"), Text(error, "field"), Text(error, "resource")),
        JsonValueKind.String => new(error.GetString(), null, null, null),
        _ => new(),
    };

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
