using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Foundation.Progress;

/// <summary>Shows what a running agent does on the card of its task.</summary>
public interface ITaskProgress
{
    /// <summary>
    /// Takes the latest progress and returns at once: the card is edited at most every few seconds, the last report wins,
    /// and a failing edit is logged and forgotten. Does nothing where the run has no card.
    /// </summary>
    ValueTask ReportAsync(RunClaudeCode run, AgentProgress progress);

    /// <summary>Drops what was not shown yet and waits for an edit under way, so that none follows the end of the run.</summary>
    ValueTask CompleteAsync(RunClaudeCode run);
}

/// <summary>What a running agent does now.</summary>
/// <param name="Activity">One line, for example <c>Reading src/Cart.cs</c>; hostile text is fine.</param>
/// <param name="CostUsd">What this run has cost so far, in US dollars.</param>
public sealed record AgentProgress(string Activity, decimal CostUsd);
