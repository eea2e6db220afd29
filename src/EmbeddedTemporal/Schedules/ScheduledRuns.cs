using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The end of a run of a schedule.</summary>
internal sealed record ScheduledRunEnd(WorkflowExecutionStatus Status, Payloads? Result, Failure? Failure)
{
    /// <param name="status">The run's status.</param>
    /// <param name="close">Its last event.</param>
    public static ScheduledRunEnd Of(WorkflowExecutionStatus status, HistoryEvent close) =>
        new(status, close.WorkflowExecutionCompletedEventAttributes?.Result, close.WorkflowExecutionFailedEventAttributes?.Failure);
}

/// <summary>Notes that runs of a schedule have ended, in a progress that is not committed yet.</summary>
internal static class ScheduledRuns
{
    /// <summary>Whether the schedule still waits for a run's end.</summary>
    public static bool IsAwaited(ScheduleProgress progress, WorkflowExecution run) =>
        progress.Info.RunningWorkflows.Contains(run) || Recent(progress, run) is { StartWorkflowStatus: WorkflowExecutionStatus.Running };

    public static void NoteEnd(ScheduleProgress progress, SchedulePolicies policies, WorkflowExecution run, ScheduledRunEnd end)
    {
        if (Recent(progress, run) is { } action)
        {
            action.StartWorkflowStatus = end.Status;
        }

        // Runs that overlap have no one that comes before.
        if (progress.Info.RunningWorkflows.Remove(run))
        {
            PassOn(progress, end);
        }

        if (policies.PauseOnFailure && !progress.State.Paused)
        {
            switch (end.Status)
            {
                case WorkflowExecutionStatus.Failed:
                    progress.SetPaused(true, Bounded($"paused due to workflow failure: {run.WorkflowId}: {end.Failure?.Message}"));
                    break;
                case WorkflowExecutionStatus.TimedOut:
                    progress.SetPaused(true, Bounded($"paused due to workflow timeout: {run.WorkflowId}"));
                    break;
            }
        }
    }

    private static void PassOn(ScheduleProgress progress, ScheduledRunEnd end)
    {
        if (end.Result is not null)
        {
            progress.LastCompletionResult = end.Result;
            progress.ContinuedFailure = null;
        }
        else if (end.Failure is not null)
        {
            progress.ContinuedFailure = Runs.Failures.Bounded(end.Failure, ScheduleLimits.MaxFailureBytes);
        }
    }

    private static ScheduleActionResult? Recent(ScheduleProgress progress, WorkflowExecution run) => progress.Info.RecentActions.LastOrDefault(a => run.Equals(a.StartWorkflowResult));

    /// <summary>A failure's message can be as long as its writer wants.</summary>
    private static string Bounded(string note) => note.Length <= ScheduleLimits.MaxNoteLength ? note : note[..ScheduleLimits.MaxNoteLength];
}
