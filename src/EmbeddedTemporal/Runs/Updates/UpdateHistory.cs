using EmbeddedTemporal.Storage;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Update.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Finds an update in the history of a closed run.</summary>
internal static class UpdateHistory
{
    /// <summary>Its outcome; null if the run has not accepted it.</summary>
    public static Outcome? Find(Run run, string updateId)
    {
        var accepted = false;
        foreach (var historyEvent in run.Environment.Reader.Events(run.Key, 1, run.Events.Committed + 1, PageBudget.Unlimited))
        {
            if (historyEvent.WorkflowExecutionUpdateCompletedEventAttributes is { } completed && completed.Meta.UpdateId == updateId)
            {
                return completed.Outcome;
            }

            accepted |= historyEvent.WorkflowExecutionUpdateAcceptedEventAttributes?.ProtocolInstanceId == updateId;
        }

        return accepted ? LostToClosing() : null;
    }

    /// <summary>The outcome of an update that was accepted and not completed when its run closed.</summary>
    public static Outcome LostToClosing() => new()
    {
        Failure = new Failure
        {
            Message = "Workflow Update failed because the Workflow completed before the Update completed.",
            Source = "Server",
            ApplicationFailureInfo = new ApplicationFailureInfo { Type = "AcceptedUpdateCompletedWorkflow", NonRetryable = true },
        },
    };
}
