using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;

namespace EmbeddedTemporal.Schedules;

/// <summary>An open change of a schedule, under its lock. It works on a copy of the progress: a change that fails leaves no trace.</summary>
internal sealed class ScheduleChange(ScheduleDefinition definition, ScheduleProgress before, ScheduleTimes times, DateTimeOffset now)
{
    public ScheduleDefinition Definition { get; private set; } = definition;

    public ScheduleProgress Progress { get; } = before.Clone();

    public ScheduleTimes Times { get; private set; } = times;

    public DateTimeOffset Now => now;

    /// <summary>Whether the definition is to be written.</summary>
    public bool HasNewDefinition { get; set; }

    /// <summary>Notes a request's id; false if it has been served before.</summary>
    public bool TryAddRequestId(string id)
    {
        var served = Progress.RequestIds;
        if (id.Length == 0 || served.Contains(id))
        {
            return id.Length == 0;
        }

        served.Add(id);
        while (served.Count > ScheduleLimits.KeptRequestIds)
        {
            served.RemoveAt(0);
        }

        return true;
    }

    /// <summary>Gives the schedule another definition. Times that have come by the earlier one have been looked at.</summary>
    public void Define(ScheduleDefinition newDefinition, ScheduleTimes newTimes)
    {
        (Definition, Times, HasNewDefinition) = (newDefinition, newTimes, true);
        Progress.Info.UpdateTime = Timestamp.FromDateTimeOffset(now);
        Progress.ConflictToken++;

        // A nominal time that has passed may have an actual time to come.
        var from = Timestamp.FromDateTimeOffset(now - newTimes.Jitter);
        Progress.LastProcessedTime = from > Progress.LastProcessedTime ? from : Progress.LastProcessedTime;
    }
}
