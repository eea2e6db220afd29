using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Keeps the workflow's search attributes and memo in step with the task's progress, so that one query lists tasks.</summary>
internal sealed class TaskIndex(TaskProgress progress, Budget budget)
{
    // As the client starts it: see TaskSearchAttributes.ForStart.
    private WorkStatus _status = WorkStatus.Pending;
    private decimal _costUsd;

    /// <summary>Writes the status and the cost, if one of them has changed. Each write is an event of the history.</summary>
    public void Update()
    {
        if (_status == progress.Status && _costUsd == budget.SpentUsd)
        {
            return;
        }

        (_status, _costUsd) = (progress.Status, budget.SpentUsd);
        Workflow.UpsertTypedSearchAttributes(
            TaskSearchAttributes.Status.ValueSet(_status.WireName()), TaskSearchAttributes.CostUsd.ValueSet((double)_costUsd));
    }

    /// <summary>Notes where the task is shown.</summary>
    public static void SetShown(Projection shown) => Workflow.UpsertMemo(MemoUpdate.ValueSet(TaskMemo.Shown, shown));
}
