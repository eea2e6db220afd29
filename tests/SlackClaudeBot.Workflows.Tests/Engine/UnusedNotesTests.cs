using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Engine;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class UnusedNotesTests
{
    [Fact]
    public void Without_notes_nothing_is_said() => Assert.Null(UnusedNotes.Describe([]));

    [Fact]
    public void Each_note_is_one_line_and_only_some_of_many_are_shown()
    {
        var notes = Enumerable.Range(1, 7).Select(i => new Note($"n{i}", "U1", $"note {i}\n```\n{new string('x', 5000)}")).ToList();

        var lines = UnusedNotes.Describe(notes)!.Split('\n');

        Assert.Equal("The task ended without another attempt, so the agent never read these 7 notes:", lines[0]);
        Assert.Equal(["- note 1", "- note 5", "- …"], [lines[1][..8], lines[5][..8], lines[6]]);
        Assert.Equal(7, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 210));
    }
}
