using System.Text.Json;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>
/// A conversation as a request to the Messages API tells it. What the model does next is derived from it alone, so that
/// parallel conversations, resumed ones and repeated requests each get their own answers.
/// </summary>
/// <param name="Model">The model asked for.</param>
/// <param name="WorkingDirectory">The agent's folder, from its system prompt; empty if it is not there.</param>
/// <param name="Prompts">The user's messages, oldest first, without additions of the agent's program.</param>
/// <param name="Step">How many answers the model has given since the last prompt.</param>
/// <param name="ToolResults">What its tools said since the last prompt, oldest first.</param>
/// <param name="Tools">The names of the tools it may use; empty in requests beside the main one, such as for a title.</param>
/// <param name="Text">The whole request.</param>
public sealed partial record Conversation(
    string Model,
    string WorkingDirectory,
    IReadOnlyList<string> Prompts,
    int Step,
    IReadOnlyList<string> ToolResults,
    IReadOnlyList<string> Tools,
    string Text)
{
    /// <summary>The last prompt.</summary>
    public string Prompt => Prompts.Count > 0 ? Prompts[^1] : string.Empty;

    /// <summary>Reads a request's body.</summary>
    internal static Conversation Read(JsonElement request)
    {
        var prompts = new List<string>();
        var results = new List<string>();
        var step = 0;
        var answering = false;
        foreach (var message in Array(request, "messages"))
        {
            if (String(message, "role") == "assistant")
            {
                // One answer may be several messages in a row, a block each.
                step += answering ? 0 : 1;
                answering = true;
                continue;
            }

            answering = false;
            if (String(message, "role") != "user")
            {
                continue;
            }

            var blocks = Blocks(message);
            results.AddRange(blocks.Where(b => b.Type == "tool_result").Select(b => b.Text));
            if (blocks.Any(b => b.Type == "tool_result") || string.Join('\n', blocks.Where(b => b.Type == "text" && !IsOfProgram(b.Text)).Select(b => b.Text)) is not { Length: > 0 } prompt)
            {
                continue;
            }

            prompts.Add(prompt);
            results.Clear();
            step = 0;
        }

        var text = request.GetRawText();
        return new Conversation(
            String(request, "model"),
            WorkingDirectoryLine().Match(text) is { Success: true } match ? match.Groups[1].Value.Trim() : string.Empty,
            prompts,
            step,
            results,
            [.. Array(request, "tools").Select(t => String(t, "name"))],
            text);
    }

    private static bool IsOfProgram(string text) =>
        text.TrimStart().StartsWith("<system-reminder>", StringComparison.Ordinal) || text.StartsWith("[Request interrupted", StringComparison.Ordinal);

    private static IReadOnlyList<(string Type, string Text)> Blocks(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return [];
        }

        return content.ValueKind == JsonValueKind.String
            ? [("text", content.GetString()!)]
            : [.. Array(message, "content").Select(b => (String(b, "type"), String(b, "type") == "tool_result" ? ResultText(b) : String(b, "text")))];
    }

    private static string ResultText(JsonElement result) => result.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Join('\n', Array(result, "content").Select(b => String(b, "text")));

    private static JsonElement.ArrayEnumerator Array(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static string String(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    [GeneratedRegex(@"[Ww]orking directory: ([^\\""\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex WorkingDirectoryLine();
}
