using System.Text.Json;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>Says in one line what the agent does.</summary>
internal static class ToolUse
{
    private const int MaxLength = 150;

    /// <summary>Describes a content block of a message; null if there is nothing to say.</summary>
    public static string? Describe(JsonElement block)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return ClaudeEventParser.Text(block, "type") switch
        {
            "text" => OneLine(ClaudeEventParser.Text(block, "text")),
            "thinking" => "Thinking",
            "tool_use" => OneLine(Describe(
                ClaudeEventParser.Text(block, "name"),
                ClaudeEventParser.Member(block, "input") is { ValueKind: JsonValueKind.Object } input ? input : default)),
            _ => null,
        };
    }

    private static string Describe(string tool, JsonElement input)
    {
        string Input(string name) => input.ValueKind == JsonValueKind.Object ? ClaudeEventParser.Text(input, name) : string.Empty;

        return tool switch
        {
            "Read" => $"Reading {Input("file_path")}",
            "Write" => $"Writing {Input("file_path")}",
            "Edit" or "MultiEdit" => $"Editing {Input("file_path")}",
            "NotebookEdit" => $"Editing {Input("notebook_path")}",
            "Bash" => $"Running {Input("command")}",
            "Grep" => $"Searching for {Input("pattern")}",
            "Glob" => $"Looking for {Input("pattern")}",
            "Task" or "Agent" => $"Delegating: {Input("description")}",
            "TodoWrite" => "Planning",
            "WebFetch" => $"Reading {Input("url")}",
            "WebSearch" => $"Searching the web for {Input("query")}",
            "" => "Working",
            _ => $"Using {tool}",
        };
    }

    /// <summary>The text's first line with anything on it, bounded and without what deceives a reader.</summary>
    private static string? OneLine(string text)
    {
        var line = text.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is var end && end >= 0)
        {
            line = line[..end];
        }

        var clean = TextSanitizer.SingleLine(line.ToString(), MaxLength);
        return clean.Length == 0 ? null : clean;
    }
}
