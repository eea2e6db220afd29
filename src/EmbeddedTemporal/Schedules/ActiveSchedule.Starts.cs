using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Starts the runs of a schedule from its buffer.</summary>
internal sealed partial class ActiveSchedule
{
    private void StartBuffered(ScheduleChange change)
    {
        bool again;
        do
        {
            again = false;
            var progress = change.Progress;
            var policy = change.Definition.Policies.OverlapPolicy;
            var decision = Overlaps.Decide(progress.BufferedStarts, progress.Info.RunningWorkflows.Count > 0, policy);
            progress.Info.OverlapSkipped += decision.Skipped;
            progress.BufferedStarts.Clear();
            progress.BufferedStarts.AddRange(decision.Starts.Concat(decision.Waiting));
            foreach (var start in decision.Starts)
            {
                progress.BufferedStarts.RemoveAt(0);
                // If it does not start, another one may.
                again |= !progress.TryTake(start) || !TryStart(change, start, Overlaps.Resolve(start.OverlapPolicy, policy) == ScheduleOverlapPolicy.AllowAll);
            }

            if (decision.Ending is { } how)
            {
                // First on disk, then done: a start of the service would do it again.
                Commit(change);
                foreach (var run in progress.Info.RunningWorkflows)
                {
                    _environment.Starter.End(Id, run, how);
                }
            }
        }
        while (again && change.Progress.BufferedStarts.Count > 0);
    }

    private bool TryStart(ScheduleChange change, BufferedStart start, bool mayOverlap) => _environment.Starter.TryStart(
        Id,
        ScheduledStart.Request(Id, change.Definition, change.Progress, start, mayOverlap),
        run =>
        {
            change.Progress.NoteStarted(start, run.Execution, run.Start.StartTime, mayOverlap);
            Commit(change);
        });
}
