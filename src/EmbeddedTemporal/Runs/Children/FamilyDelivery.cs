using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// Tells parents how their children ended, and applies the close policies of children whose parent ended. Both can be done again without
/// harm. After a crash each side looks at the other: a parent at the children that it waits for, a child at its parent.
/// </summary>
internal sealed class FamilyDelivery(RunRegistry runs)
{
    private const string ByPolicy = "by parent close policy";

    /// <summary>A run has closed, and that is on disk.</summary>
    public void Closed(Run run)
    {
        var close = CloseEvent(run);
        if (Chain.NextRunId(close).Length == 0)
        {
            if (run.Start.Parent is { } parent)
            {
                Report(parent, run, close);
            }

            if (RunRelations.IsScheduled(run.Start))
            {
                run.Environment.ScheduledRunClosed(run, close);
            }
        }

        foreach (var child in run.Children.Remaining)
        {
            if (Chain.Current(runs, runs.Find(child.Namespace, child.WorkflowId, child.RunId)) is { } current)
            {
                ApplyPolicy(current);
            }
        }

        run.FamilyIsTold();
    }

    /// <summary>An open run has been loaded after a start of the service.</summary>
    public void Resumed(Run run)
    {
        if (run.Start.Parent is { } link && runs.Find(link.Namespace, link.Execution.WorkflowId, link.Execution.RunId) is { } parent
            && parent.Snapshot().Result != WorkflowExecutionStatus.Running)
        {
            ApplyPolicy(run);
        }

        foreach (var child in run.WithLock(_ => run.Children.All.Where(c => c.StartedEventId != 0).ToList()))
        {
            if (Chain.Current(runs, runs.Find(child.Namespace, child.WorkflowId, child.RunId)) is { } current && current.Snapshot().Result != WorkflowExecutionStatus.Running)
            {
                Report(current.Start.Parent, current, CloseEvent(current));
            }
        }
    }

    private static HistoryEvent CloseEvent(Run run) => run.WithLock(_ => run.Events.Event(run.Events.Last));

    private void Report(ParentLink link, Run child, HistoryEvent close)
    {
        var parent = runs.Find(link.Namespace, link.Execution.WorkflowId, link.Execution.RunId);
        _ = parent?.ChangeIf(
            state => state.Status == WorkflowExecutionStatus.Running && parent.Children.FindStarted(link.InitiatedEventId)?.WorkflowId == child.WorkflowId,
            transaction => parent.Children.Closed(transaction, parent.Children.FindStarted(link.InitiatedEventId)!, close, child.RunId));
    }

    private static void ApplyPolicy(Run child)
    {
        switch (child.Start.Parent?.ClosePolicy)
        {
            case ParentClosePolicy.Terminate:
                _ = child.TryTerminate(ByPolicy);
                break;
            case ParentClosePolicy.RequestCancel:
                _ = child.Change(transaction =>
                {
                    _ = ClientRequests.Cancel(transaction, new() { Identity = Run.HistoryService, ExternalWorkflowExecution = child.Start.Parent.Execution });
                });
                break;
        }
    }
}
