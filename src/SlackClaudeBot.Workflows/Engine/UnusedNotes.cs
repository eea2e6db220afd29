using System.Globalization;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Says at the end of a task which notes no attempt has read: they came after the last one had begun.</summary>
internal static class UnusedNotes
{
    private const int MaxNamed = 5;

    private const int MaxLength = 200;

    /// <summary>The words for the thread, as Markdown; null if there are no such notes.</summary>
    public static string? Describe(IReadOnlyList<Note> notes)
    {
        if (notes.Count == 0)
        {
            return null;
        }

        var which = notes.Count == 1 ? "this note" : string.Create(CultureInfo.InvariantCulture, $"these {notes.Count} notes");
        var lines = notes.Take(MaxNamed).Select(note => "- " + TextSanitizer.SingleLine(note.Text, MaxLength));
        return $"The task ended without another attempt, so the agent never read {which}:\n{string.Join('\n', notes.Count > MaxNamed ? lines.Append("- …") : lines)}";
    }
}
