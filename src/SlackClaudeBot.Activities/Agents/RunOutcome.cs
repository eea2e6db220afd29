using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>The meaning of an execution's end for the task.</summary>
internal abstract record RunOutcome;

/// <summary>The run has a final result, good or bad.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Summary">The agent's last words.</param>
/// <param name="Question">The agent's question; null if it has none.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="SpoilsSession">Whether the API refused the conversation itself, so that the next attempt needs a new session.</param>
internal sealed record RunConcluded(AgentOutcome Outcome, string Summary, string? Question = null, string? Error = null, bool SpoilsSession = false) : RunOutcome;

/// <summary>The run failed for a reason outside the agent's work: it is transient, or a person must change something.</summary>
/// <param name="Message">For people.</param>
/// <param name="IsTransient">Whether a retry can help.</param>
internal sealed record RunFailed(string Message, bool IsTransient) : RunOutcome;

/// <summary>Why we ended an execution, as it is written beside it.</summary>
internal static class StopReasons
{
    public const string Silent = "silent";
    public const string TimedOut = "timed_out";
    public const string Cancelled = "cancelled";

    /// <summary>It had given its result and did not end.</summary>
    public const string Finished = "finished";
}
