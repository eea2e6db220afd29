using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Takes actions and notes them, in a progress that is not committed yet.</summary>
internal static class ScheduleActions
{
    /// <summary>Whether the spec's times lead to actions: the schedule is not paused, and has actions left.</summary>
    public static bool ActsByItself(this ScheduleProgress progress) => progress.State is { Paused: false } state && (!state.LimitedActions || state.RemainingActions > 0);

    /// <summary>Takes one of the actions that are left; triggers and backfills need none.</summary>
    /// <returns>Whether the action may be taken.</returns>
    public static bool TryTake(this ScheduleProgress progress, BufferedStart start)
    {
        if (start.Manual)
        {
            return true;
        }

        if (!progress.ActsByItself())
        {
            return false;
        }

        if (progress.State.LimitedActions)
        {
            progress.State.RemainingActions--;
            progress.ConflictToken++;
        }

        return true;
    }

    /// <summary>Adds a start to the buffer, unless it is full.</summary>
    public static void Buffer(this ScheduleProgress progress, ScheduledTime time, ScheduleOverlapPolicy policy, bool isManual)
    {
        if (progress.BufferedStarts.Count >= ScheduleLimits.MaxBufferedStarts)
        {
            progress.Info.BufferDropped++;
            return;
        }

        progress.BufferedStarts.Add(new BufferedStart
        {
            NominalTime = Timestamp.FromDateTimeOffset(time.Nominal),
            ActualTime = Timestamp.FromDateTimeOffset(time.Actual),
            OverlapPolicy = policy,
            Manual = isManual,
        });
    }

    /// <summary>Notes that an action has been taken.</summary>
    public static void NoteStarted(this ScheduleProgress progress, BufferedStart start, WorkflowExecution run, Timestamp startTime, bool mayOverlap)
    {
        var info = progress.Info;
        info.ActionCount++;
        info.RecentActions.Add(new ScheduleActionResult
        {
            ScheduleTime = start.ActualTime,
            ActualTime = startTime,
            StartWorkflowResult = run,
            StartWorkflowStatus = WorkflowExecutionStatus.Running,
        });
        while (info.RecentActions.Count > ScheduleLimits.RecentActions)
        {
            info.RecentActions.RemoveAt(0);
        }

        if (!mayOverlap)
        {
            info.RunningWorkflows.Add(run);
        }
    }

    /// <summary>Pauses the schedule, or lets it go on.</summary>
    public static void SetPaused(this ScheduleProgress progress, bool isPaused, string note)
    {
        progress.State.Paused = isPaused;
        progress.State.Notes = note;
        progress.ConflictToken++;
    }
}
