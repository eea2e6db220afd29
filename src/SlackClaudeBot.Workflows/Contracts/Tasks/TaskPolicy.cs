namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The rules of an installation that a workflow follows.</summary>
public sealed record TaskPolicy
{
    /// <summary>How long a review or a question waits for a person before the task expires.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long feedback from a reply can be undone before its attempt starts.</summary>
    public TimeSpan FeedbackGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many attempts a stage has, the first included.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How many turns one run of the agent may take.</summary>
    public int MaxTurns { get; init; } = 100;

    /// <summary>What a task may cost in US dollars; null for no limit.</summary>
    public decimal? BudgetUsd { get; init; }
}
