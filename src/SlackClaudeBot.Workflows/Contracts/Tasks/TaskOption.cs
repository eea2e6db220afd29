namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>An option of the command that starts a task.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">An example of its value; empty if it takes none.</param>
/// <param name="Help">One line about it.</param>
public sealed record TaskOption(string Name, string Value, string Help)
{
    public static TaskOption NoApproval { get; } =
        new("--no-approval", "", "opens the pull request without a review if tests ran for all that changed, and passed; for approvers");

    public static TaskOption Timeout { get; } = new("--timeout", "30m", "how long one run of the agent may take");

    public static TaskOption Model { get; } = new("--model", "<name>", "another model for this task");

    public static TaskOption Ticket { get; } = new("--ticket", "<url>", "links a ticket");

    /// <summary>The option as it is typed.</summary>
    public string Typed => Value.Length == 0 ? Name : $"{Name} {Value}";
}
