using SlackClaudeBot.Workflows.Contracts.PullRequests;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>How a task ended.</summary>
public sealed record TaskResult(WorkStatus Status, IReadOnlyList<PullRequestReference> PullRequests, string? Error, TimeSpan Duration);
