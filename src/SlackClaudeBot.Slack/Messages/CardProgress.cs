using System.Collections.Concurrent;
using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>
/// Shows an agent's progress on its task's card. The agent's request carries no card: the first report of a run asks the
/// workflow for it, which has posted it, maybe through another process.
/// </summary>
public sealed class CardProgress(CardEdits cards, ITaskClient tasks) : ITaskProgress
{
    private readonly ConcurrentDictionary<AttemptKey, Shown> _runs = new();

    public async ValueTask ReportAsync(AttemptKey run, AgentProgress progress)
    {
        if (await FindAsync(run) is { } shown)
        {
            cards.EditSoon(shown.Message, shown.Card with { Detail = progress.Activity, CostUsd = shown.Card.CostUsd + progress.CostUsd });
        }
    }

    public async ValueTask CompleteAsync(AttemptKey run)
    {
        if (_runs.TryRemove(run, out var shown))
        {
            await cards.DropAsync(shown.Message);
        }
    }

    private async Task<Shown?> FindAsync(AttemptKey run)
    {
        if (_runs.TryGetValue(run, out var known))
        {
            return known;
        }

        try
        {
            // A workflow that does not answer now is asked again by the next report.
            var found = await tasks.FindAsync(run.WorkflowId, CancellationToken.None);
            return found.State is { } state && MessageAddress.TryParse(state.Shown?.Id, out var message) ? _runs[run] = new Shown(message, TaskSnapshot.From(state, run.WorkflowId)) : null;
        }
        catch (Exception e) when (e is Temporalio.Exceptions.RpcException or OperationCanceledException)
        {
            return null;
        }
    }

    private sealed record Shown(MessageAddress Message, TaskSnapshot Card);
}
