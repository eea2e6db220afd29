using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>Everything about a task, as the query <c>get_state</c> answers it.</summary>
/// <param name="Task">What was asked for.</param>
/// <param name="Status">One of <see cref="TaskStatuses"/>.</param>
/// <param name="Stage">The stage under way.</param>
/// <param name="Attempt">Its attempt, from 1; 0 before the first.</param>
/// <param name="Detail">One line: what it does or waits for now.</param>
/// <param name="CostUsd">Spent so far.</param>
/// <param name="SessionId">The agent's session.</param>
/// <param name="LastResult">The agent's last result.</param>
/// <param name="Card">The root message.</param>
/// <param name="Review">The waiting review's message, if one waits.</param>
/// <param name="Question">The waiting question, if one waits.</param>
/// <param name="Decisions">Who decided what, oldest first.</param>
/// <param name="PullRequests">What was opened.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="IsFeedbackTaken">Whether a reply was taken as feedback on the waiting review and can still be undone: no other decision counts until then.</param>
public sealed record TaskState(
    BugFixTask Task,
    string Status,
    string Stage,
    int Attempt,
    string? Detail,
    decimal CostUsd,
    string? SessionId,
    ClaudeResult? LastResult,
    MessageAddress? Card,
    MessageAddress? Review,
    string? Question,
    IReadOnlyList<StageDecision> Decisions,
    IReadOnlyList<PullRequestReference> PullRequests,
    string? Error,
    bool IsFeedbackTaken = false);

/// <summary>How a bug fix ended.</summary>
public sealed record BugFixResult(
    string Status,
    IReadOnlyList<PullRequestReference> PullRequests,
    string? Error,
    TimeSpan Duration);
