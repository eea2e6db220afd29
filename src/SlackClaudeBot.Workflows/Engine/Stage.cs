namespace SlackClaudeBot.Workflows.Engine;

/// <summary>One piece of work that the agent does and a person decides upon.</summary>
/// <param name="Name">Part of keys and buttons: lower-case letters and dashes.</param>
/// <param name="Goal">What the agent is to do, in our own words.</param>
public sealed record Stage(string Name, string Goal)
{
    /// <summary>Finds and fixes a bug.</summary>
    public static Stage BugFix { get; } = new(
        "fix",
        "Find the cause of the bug that the task describes and fix it. Read before you change. Where it is possible, first write a test "
        + "that fails because of the bug, then make it pass. Change only what the fix needs. Run the tests that the repositories have.");
}
