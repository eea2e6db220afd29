using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Triggers, backfills, pauses.</summary>
internal static class SchedulePatches
{
    /// <exception cref="RpcException">Something is wrong with it.</exception>
    public static void Check(SchedulePatch patch)
    {
        if (patch.Pause.Length > ScheduleLimits.MaxNoteLength || patch.Unpause.Length > ScheduleLimits.MaxNoteLength)
        {
            throw Errors.Invalid("Schedule notes exceeds limit.");
        }

        foreach (var backfill in patch.BackfillRequest)
        {
            if (backfill.StartTime is null || backfill.EndTime is null || !ScheduleChecks.IsTime(backfill.StartTime) || !ScheduleChecks.IsTime(backfill.EndTime))
            {
                throw Errors.Invalid("A backfill needs a valid start time and end time.");
            }

            if (backfill.EndTime < backfill.StartTime)
            {
                throw Errors.Invalid("The end time of a backfill is before its start time.");
            }
        }

        if (patch.TriggerImmediately?.ScheduledTime is { } time && !ScheduleChecks.IsTime(time))
        {
            throw Errors.Invalid("The scheduled time of a trigger is not valid.");
        }
    }

    /// <exception cref="RpcException">There are too many backfills.</exception>
    public static void Apply(ScheduleProgress progress, SchedulePatch patch, DateTimeOffset now)
    {
        if (patch.TriggerImmediately is { } trigger)
        {
            var time = trigger.ScheduledTime?.ToDateTimeOffset() ?? now;
            progress.Buffer(new ScheduledTime(time, time), trigger.OverlapPolicy, isManual: true);
        }

        if (progress.Backfills.Count + patch.BackfillRequest.Count > ScheduleLimits.MaxBackfills)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, "too many concurrent backfillers");
        }

        foreach (var backfill in patch.BackfillRequest)
        {
            // The time of its start is among those that it takes.
            var whole = backfill.Clone();
            whole.StartTime = Timestamp.FromDateTimeOffset(backfill.StartTime.ToDateTimeOffset() - TimeSpan.FromMilliseconds(1));
            progress.Backfills.Add(whole);
        }

        if (patch.Pause.Length > 0)
        {
            progress.SetPaused(true, patch.Pause);
        }

        if (patch.Unpause.Length > 0)
        {
            progress.SetPaused(false, patch.Unpause);
        }
    }
}
