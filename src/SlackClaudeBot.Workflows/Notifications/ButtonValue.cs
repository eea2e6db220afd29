using System.Text.Json;
using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Notifications;

/// <summary>The action ids of the bot's buttons: what is rendered with them comes back with them.</summary>
public static class ButtonActions
{
    public const string Approve = "approve";
    public const string Reject = "reject";
    public const string Cancel = "cancel";
    public const string Undo = "undo";
}

/// <summary>What a button carries in its value: enough to know, on an old message too, what a click is about.</summary>
/// <param name="WorkflowId">The workflow it signals.</param>
/// <param name="Stage">The stage it decides upon; null on Cancel.</param>
/// <param name="Attempt">The attempt it decides upon; 0 on Cancel.</param>
/// <param name="RejectionId">On Undo: the <see cref="Reviews.Reject.Id"/> to take back.</param>
public sealed record ButtonValue(
    [property: JsonPropertyName("w")] string WorkflowId,
    [property: JsonPropertyName("s")] string? Stage = null,
    [property: JsonPropertyName("a")] int Attempt = 0,
    [property: JsonPropertyName("r")] string? RejectionId = null)
{
    /// <summary>Slack's limit of a button's value, in characters.</summary>
    public const int MaxLength = 2000;

    private static readonly JsonSerializerOptions _json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>The value as a button holds it.</summary>
    public string Encode() => JsonSerializer.Serialize(this, _json);

    /// <summary>Reads a button's value; null for what no button of ours holds.</summary>
    public static ButtonValue? Decode(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength) return null;
        try
        {
            var decoded = JsonSerializer.Deserialize<ButtonValue>(value, _json);
            return string.IsNullOrEmpty(decoded?.WorkflowId) ? null : decoded;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
