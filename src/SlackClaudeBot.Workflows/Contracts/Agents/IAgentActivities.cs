using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Agents;

/// <summary>Asks for one run of Claude Code.</summary>
/// <param name="Sandbox">Where it runs.</param>
/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Stage">The stage, for example <c>fix</c>.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Turn">Counts the runs of one attempt from 1: an answered question starts the next one. Stage, attempt and turn name a run; a run that ended is never paid for twice.</param>
/// <param name="Prompt">What to do, sent on stdin.</param>
/// <param name="SessionId">The session to resume, or null for a new one.</param>
/// <param name="Transcript">The kept transcript of that session, for a sandbox that does not have it.</param>
/// <param name="Model">The model, or null for the configured one.</param>
/// <param name="MaxTurns">The limit of model turns.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="BudgetUsd">What is left of the task's budget; null for no limit.</param>
/// <param name="Card">The task's card, on which progress is shown; null to show none.</param>
/// <param name="CardMessage">The message that holds the card.</param>
public sealed record RunClaudeCode(
    SandboxHandle Sandbox,
    string TaskId,
    string WorkflowId,
    string Stage,
    int Attempt,
    int Turn,
    string Prompt,
    string? SessionId,
    ArtifactReference? Transcript,
    string? Model,
    int MaxTurns,
    TimeSpan Timeout,
    decimal? BudgetUsd,
    TaskCard? Card,
    MessageAddress? CardMessage);

/// <summary>How a run of Claude Code ended. A run that ended badly for good is a result too; what may pass is a retried failure of the activity.</summary>
/// <param name="Outcome">One of <see cref="AgentOutcomes"/>.</param>
/// <param name="Summary">The agent's last words, bounded.</param>
/// <param name="SessionId">The session, to resume it.</param>
/// <param name="CostUsd">What this run cost, in US dollars.</param>
/// <param name="Turns">Model turns.</param>
/// <param name="Duration">Wall-clock time.</param>
/// <param name="Question">What the agent needs to know, when the outcome is a question.</param>
/// <param name="Error">Why it failed, for people.</param>
/// <param name="Transcript">The session's transcript.</param>
/// <param name="Log">All events of the run.</param>
/// <param name="Models">Tokens and cost by model.</param>
public sealed record ClaudeResult(
    string Outcome,
    string Summary,
    string SessionId,
    decimal CostUsd,
    int Turns,
    TimeSpan Duration,
    string? Question,
    string? Error,
    ArtifactReference? Transcript,
    ArtifactReference? Log,
    IReadOnlyList<ModelUsage> Models);

/// <summary>What a run used of one model.</summary>
public sealed record ModelUsage(string Model, long InputTokens, long OutputTokens, long CacheReadTokens, long CacheWriteTokens, decimal CostUsd);

/// <summary>How a run can end.</summary>
public static class AgentOutcomes
{
    public const string Succeeded = "succeeded";
    public const string Question = "question";
    public const string Failed = "failed";
    public const string MaxTurns = "max_turns";
    public const string OverBudget = "over_budget";
    public const string TimedOut = "timed_out";
}

/// <summary>Runs the agent.</summary>
public interface IAgentActivities
{
    /// <summary>Runs Claude Code in the sandbox, heartbeating. A retry of a run that ended returns its result; of one that did not, resumes its session.</summary>
    [Activity]
    Task<ClaudeResult> RunClaudeCodeAsync(RunClaudeCode input);
}
