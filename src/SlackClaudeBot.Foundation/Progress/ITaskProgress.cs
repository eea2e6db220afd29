using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Foundation.Progress;

/// <summary>Shows what a running agent does on the card of its task.</summary>
public interface ITaskProgress
{
    /// <summary>
    /// Takes the latest progress and returns soon: the card is edited at most every few seconds, the last report wins,
    /// and a failing edit is logged and forgotten. Does nothing if the task has no card.
    /// </summary>
    ValueTask ReportAsync(AttemptKey run, AgentProgress progress);

    /// <summary>Drops what was not shown yet and waits for an edit in progress, so that none follows the end of the run.</summary>
    ValueTask CompleteAsync(AttemptKey run);
}

/// <summary>What a running agent does now.</summary>
/// <param name="Activity">One line, for example <c>Reading src/Cart.cs</c>; hostile text is fine.</param>
/// <param name="CostUsd">What this run has cost so far, in US dollars.</param>
public sealed record AgentProgress(string Activity, decimal CostUsd);
