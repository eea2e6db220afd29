using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Foundation.Progress;

/// <summary>Tells people what a running agent does, many times a minute: too often for events, which are in the history.</summary>
public interface ITaskProgress
{
    /// <summary>
    /// Accepts the latest progress and returns at once. It is shown at most every few seconds, the last report wins,
    /// and a failure is only logged. Does nothing if the task is shown nowhere.
    /// </summary>
    ValueTask ReportAsync(AttemptKey run, AgentProgress progress);

    /// <summary>Drops pending progress and waits until a report on its way is shown, so that none follows the end of the run.</summary>
    ValueTask CompleteAsync(AttemptKey run);
}

/// <summary>The progress of a running agent.</summary>
/// <param name="Activity">One line, for example <c>Reading src/Cart.cs</c>; hostile text is fine.</param>
/// <param name="CostUsd">What this run has cost so far, in US dollars.</param>
public sealed record AgentProgress(string Activity, decimal CostUsd);
