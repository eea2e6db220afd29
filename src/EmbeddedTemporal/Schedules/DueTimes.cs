using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Goes through the times of a schedule that have come.</summary>
internal static class DueTimes
{
    /// <summary>Buffers a start for each time that has come since the last look, at most <see cref="ScheduleLimits.TimesAtOnce"/>.</summary>
    public static void Collect(ScheduleProgress progress, ScheduleTimes times, SchedulePolicies policies, DateTimeOffset now)
    {
        var last = progress.LastProcessedTime.ToDateTimeOffset();
        if (!progress.ActsByItself())
        {
            // Times that pass meanwhile are not caught up.
            progress.LastProcessedTime = now > last ? Timestamp.FromDateTimeOffset(now) : progress.LastProcessedTime;
            return;
        }

        var window = CatchupWindow(policies);
        var updated = progress.Info.UpdateTime?.ToDateTimeOffset();
        for (var i = 0; i < ScheduleLimits.TimesAtOnce && times.Next(last) is { } next && next.Actual <= now; i++)
        {
            last = next.Actual;
            if (next.Actual < updated)
            {
                // It would have come by the spec of now, which was another one then.
                continue;
            }

            if (now - next.Actual > window)
            {
                progress.Info.MissedCatchupWindow++;
            }
            else
            {
                progress.Buffer(next, ScheduleOverlapPolicy.Unspecified, isManual: false);
            }
        }

        // Not now: a time of which jitter has made a later one is still to come.
        progress.LastProcessedTime = Timestamp.FromDateTimeOffset(last);
    }

    /// <summary>Buffers starts for times of backfills, as long as half of the buffer is free.</summary>
    public static void CollectBackfills(ScheduleProgress progress, ScheduleTimes times)
    {
        for (var i = 0; i < ScheduleLimits.BackfilledAtOnce && progress.CanBackfill(); i++)
        {
            var backfill = progress.Backfills[0];
            if (times.Next(backfill.StartTime.ToDateTimeOffset()) is not { } next || next.Actual > backfill.EndTime.ToDateTimeOffset())
            {
                progress.Backfills.RemoveAt(0);
                continue;
            }

            progress.Buffer(next, backfill.OverlapPolicy, isManual: true);
            backfill.StartTime = Timestamp.FromDateTimeOffset(next.Actual);
        }
    }

    /// <summary>Whether a backfill has more to do and room for it.</summary>
    public static bool CanBackfill(this ScheduleProgress progress) => progress.Backfills.Count > 0 && progress.BufferedStarts.Count < ScheduleLimits.MaxBufferedStarts / 2;

    /// <summary>The next time at which the schedule has something to do; null if there is none.</summary>
    public static DateTimeOffset? NextLook(ScheduleProgress progress, ScheduleTimes times) =>
        progress.ActsByItself() ? times.Next(progress.LastProcessedTime.ToDateTimeOffset())?.Actual : null;

    /// <summary>When a schedule that has nothing left to do is removed; null if it has, or if it is paused.</summary>
    public static DateTimeOffset? IdleUntil(ScheduleProgress progress, ScheduleTimes times)
    {
        var info = progress.Info;
        if (progress.State.Paused || progress.Backfills.Count > 0 || progress.BufferedStarts.Count > 0 || info.RunningWorkflows.Count > 0 || NextLook(progress, times) is not null)
        {
            return null;
        }

        Timestamp?[] events = [info.CreateTime, info.UpdateTime, info.RecentActions.LastOrDefault()?.ActualTime];
        return events.OfType<Timestamp>().Max(t => t.ToDateTimeOffset()) + ScheduleLimits.IdleRetention;
    }

    /// <summary>The times to come.</summary>
    public static IEnumerable<DateTimeOffset> Future(ScheduleProgress progress, ScheduleTimes times, int count)
    {
        var left = progress.State.LimitedActions ? Math.Min(count, progress.State.RemainingActions) : count;
        var last = progress.LastProcessedTime.ToDateTimeOffset();
        while (left > 0 && times.Next(last) is { } next)
        {
            last = next.Actual;
            if (!(last < progress.Info.UpdateTime?.ToDateTimeOffset()))
            {
                left--;
                yield return last;
            }
        }
    }

    /// <summary>How long after its time an action is still taken.</summary>
    public static TimeSpan CatchupWindow(SchedulePolicies policies) => policies.CatchupWindow is not { } set ? ScheduleLimits.DefaultCatchupWindow
        : Durations.Of(set) is var window && window < ScheduleLimits.MinCatchupWindow ? ScheduleLimits.MinCatchupWindow
        : window;
}
