using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Foundation.Progress;

/// <summary>Shows what a running agent does on the card of its task.</summary>
public interface ITaskProgress
{
    /// <summary>
    /// Accepts the latest progress and returns at once. The card is edited at most every few seconds, the last report wins,
    /// and a failed edit is only logged. Does nothing if the task has no card.
    /// </summary>
    ValueTask ReportAsync(AttemptKey run, AgentProgress progress);

    /// <summary>Drops pending progress and waits for an edit in progress, so that no edit follows the end of the run.</summary>
    ValueTask CompleteAsync(AttemptKey run);
}

/// <summary>The progress of a running agent.</summary>
/// <param name="Activity">One line, for example <c>Reading src/Cart.cs</c>; hostile text is fine.</param>
/// <param name="CostUsd">What this run has cost so far, in US dollars.</param>
public sealed record AgentProgress(string Activity, decimal CostUsd);
