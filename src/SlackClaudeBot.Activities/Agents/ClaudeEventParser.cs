using System.Text.Json;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Reads event lines. The agent could have written them itself, so nothing is trusted: a line that is not an event is null,
/// a field of another type counts as missing, numbers are kept in sane bounds, texts are cut.
/// </summary>
internal static class ClaudeEventParser
{
    private const int MaxTextLength = 64 * 1024;
    private const int MaxModels = 20;
    private const decimal MaxCostUsd = 100_000;

    /// <summary>The event, or null if the line is not one.</summary>
    public static ClaudeEvent? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Parse(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with broken surrogates cannot be read as text.
            return null;
        }
    }

    private static ClaudeEvent? Parse(JsonElement e) => (Text(e, "type"), Text(e, "subtype")) switch
    {
        ("system", "init") => new RunStarted(Text(e, "session_id")),
        ("system", "api_retry") => new ApiRetry((int)Number(e, "attempt"), (int)Number(e, "max_retries"), Status(e, "error_status")),
        ("assistant", _) when Member(e, "message") is { ValueKind: JsonValueKind.Object } message => Spoke(message),
        ("result", var subtype) => Ended(e, subtype),
        ("", _) => null,
        _ => new OtherEvent(),
    };

    private static AssistantMessage Spoke(JsonElement message)
    {
        var blocks = Member(message, "content") is { ValueKind: JsonValueKind.Array } content ? content.EnumerateArray() : default;
        return new AssistantMessage(Text(message, "id"), Text(message, "model"), Usage(message), blocks.Select(ToolUse.Describe).LastOrDefault(d => d is not null));
    }

    private static TokenUsage Usage(JsonElement message) => Member(message, "usage") is { ValueKind: JsonValueKind.Object } usage
        ? new TokenUsage(
            Number(usage, "input_tokens"),
            Number(usage, "output_tokens"),
            Number(usage, "cache_read_input_tokens"),
            Number(usage, "cache_creation_input_tokens"))
        : default;

    private static RunEnded Ended(JsonElement e, string subtype) => new(
        subtype,
        Member(e, "is_error")?.ValueKind == JsonValueKind.True,
        Status(e, "api_error_status"),
        Text(e, "terminal_reason") is { Length: > 0 } reason ? reason : null,
        (int)Number(e, "num_turns"),
        Text(e, "result"),
        Member(e, "errors") is { ValueKind: JsonValueKind.Array } errors ? [.. errors.EnumerateArray().Take(10).Select(ErrorText)] : [],
        Text(e, "session_id"),
        Amount(e, "total_cost_usd"),
        Member(e, "modelUsage") is { ValueKind: JsonValueKind.Object } models ? [.. models.EnumerateObject().Take(MaxModels).Select(OfModel)] : []);

    private static ModelUsage OfModel(JsonProperty model) => model.Value.ValueKind != JsonValueKind.Object
        ? new ModelUsage(model.Name, 0, 0, 0, 0, 0)
        : new ModelUsage(
            model.Name,
            Number(model.Value, "inputTokens"),
            Number(model.Value, "outputTokens"),
            Number(model.Value, "cacheReadInputTokens"),
            Number(model.Value, "cacheCreationInputTokens"),
            Amount(model.Value, "costUSD"));

    private static string ErrorText(JsonElement error) => error.ValueKind == JsonValueKind.String ? Cut(error.GetString()!) : Cut(error.GetRawText());

    internal static JsonElement? Member(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value : null;

    internal static string Text(JsonElement e, string name) =>
        Member(e, name) is { ValueKind: JsonValueKind.String } value ? Cut(value.GetString()!) : string.Empty;

    private static long Number(JsonElement e, string name) =>
        Member(e, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? Math.Clamp(number, 0, int.MaxValue) : 0;

    private static int? Status(JsonElement e, string name) => Number(e, name) is > 0 and var status ? (int)status : null;

    private static decimal Amount(JsonElement e, string name) =>
        Member(e, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var amount) ? Math.Clamp(amount, 0, MaxCostUsd) : 0;

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength];
}
