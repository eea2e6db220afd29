using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Slack.Progress;

/// <summary>Shows an agent's progress on its task's card.</summary>
public sealed class CardProgress(CardEdits cards) : ITaskProgress
{
    public ValueTask ReportAsync(RunClaudeCode run, AgentProgress progress)
    {
        if (run is { Card: { } card, CardMessage: { } message })
        {
            cards.EditSoon(message, card with { Detail = progress.Activity, CostUsd = card.CostUsd + progress.CostUsd });
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(RunClaudeCode run)
    {
        if (run.CardMessage is { } message)
        {
            await cards.DropAsync(message);
        }
    }
}
