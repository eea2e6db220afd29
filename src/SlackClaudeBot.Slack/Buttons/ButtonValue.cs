using System.Text.Json;
using System.Text.Json.Serialization;

namespace SlackClaudeBot.Slack.Buttons;

/// <summary>A button's value: compact JSON of less than 2,000 characters, Slack's limit of a button's value.</summary>
/// <param name="WorkflowId">The workflow to signal.</param>
/// <param name="Stage">The stage it was shown for; null on Cancel and Undo.</param>
/// <param name="Attempt">The attempt it was shown for; null on Cancel and Undo.</param>
/// <param name="RejectionId">On Undo: the id of the rejection to take back.</param>
/// <param name="IsLast">On Reject: true if this was the last attempt.</param>
public sealed record ButtonValue(
    [property: JsonPropertyName("w")] string WorkflowId,
    [property: JsonPropertyName("s")] string? Stage = null,
    [property: JsonPropertyName("a")] int? Attempt = null,
    [property: JsonPropertyName("r")] string? RejectionId = null,
    [property: JsonPropertyName("l")] bool? IsLast = null)
{
    private static readonly JsonSerializerOptions _compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The text for the button.</summary>
    public string Encode() => JsonSerializer.Serialize(this, _compact);

    /// <summary>Reads a button's value; null if it is not one of ours.</summary>
    public static ButtonValue? TryParse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ButtonValue>(value, _compact) is { WorkflowId.Length: > 0 } parsed ? parsed : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // An ArgumentException if it contains half of a surrogate pair.
            return null;
        }
    }
}
