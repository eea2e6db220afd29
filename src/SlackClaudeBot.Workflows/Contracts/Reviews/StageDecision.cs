namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>How the review of one stage attempt ended.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Attempt">Its attempt, from 1.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="By">The Slack user id of the person who decided; null if no person in Slack did.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Feedback">What they said.</param>
public sealed record StageDecision(string Stage, int Attempt, DecisionKind Kind, string? By, DateTime At, string? Feedback);
