namespace SlackClaudeBot.Activities.Agents;

/// <summary>What an ended execution means for the task.</summary>
internal abstract record RunOutcome;

/// <summary>The run has a result, good or bad, that stands.</summary>
/// <param name="Outcome">One of <see cref="Workflows.Contracts.Agents.AgentOutcomes"/>.</param>
/// <param name="Summary">The agent's last words.</param>
/// <param name="Question">What it needs to know.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record RunConcluded(string Outcome, string Summary, string? Question = null, string? Error = null) : RunOutcome;

/// <summary>Something in the way, not the agent's work: it may pass, or a person must change it.</summary>
/// <param name="Message">For people.</param>
/// <param name="IsTransient">Whether trying again can help.</param>
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
