using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>A decision on buffered starts.</summary>
/// <param name="Starts">To start now: those that may overlap with anything, and at most one that may not.</param>
/// <param name="Waiting">To wait until the open runs have ended.</param>
/// <param name="Skipped">How many are never started.</param>
/// <param name="Ending">The policy by which the open runs are cancelled or terminated; null if they go on.</param>
internal sealed record OverlapDecision(IReadOnlyList<BufferedStart> Starts, IReadOnlyList<BufferedStart> Waiting, int Skipped, ScheduleOverlapPolicy? Ending);

/// <summary>Applies overlap policies (https://docs.temporal.io/schedule#overlap-policy).</summary>
internal static class Overlaps
{
    /// <param name="buffer">The starts, in the order of their times.</param>
    /// <param name="isRunning">Whether a run that the schedule started is open, other than by <see cref="ScheduleOverlapPolicy.AllowAll"/>.</param>
    /// <param name="policy">The policy of starts that have none.</param>
    public static OverlapDecision Decide(IEnumerable<BufferedStart> buffer, bool isRunning, ScheduleOverlapPolicy policy)
    {
        var (overlapping, waiting, skipped) = (new List<BufferedStart>(), new List<BufferedStart>(), 0);
        BufferedStart? next = null;
        ScheduleOverlapPolicy? ending = null;
        foreach (var start in buffer)
        {
            var own = Resolve(start.OverlapPolicy, policy);
            switch (own)
            {
                case ScheduleOverlapPolicy.AllowAll:
                    overlapping.Add(start);
                    break;
                case var _ when !isRunning && next is null:
                    next = start;
                    break;
                case ScheduleOverlapPolicy.BufferAll:
                case ScheduleOverlapPolicy.BufferOne when waiting.Count == 0:
                    waiting.Add(start);
                    break;
                case ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther when isRunning:
                    // It starts once they have ended. To be terminated is the stronger wish.
                    ending = ending == ScheduleOverlapPolicy.TerminateOther ? ending : own;
                    waiting.Add(start);
                    break;
                case ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther:
                    // The other has not even started.
                    next = start;
                    break;
                default:
                    skipped++;
                    break;
            }
        }

        return new OverlapDecision(next is null ? overlapping : [.. overlapping, next], waiting, skipped, ending);
    }

    /// <summary>A start's policy, or that of its schedule, or the default.</summary>
    public static ScheduleOverlapPolicy Resolve(ScheduleOverlapPolicy own, ScheduleOverlapPolicy schedule) => own != ScheduleOverlapPolicy.Unspecified ? own
        : schedule != ScheduleOverlapPolicy.Unspecified ? schedule
        : ScheduleOverlapPolicy.Skip;
}
