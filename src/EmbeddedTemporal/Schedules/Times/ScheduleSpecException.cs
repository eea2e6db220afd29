namespace EmbeddedTemporal.Schedules;

/// <summary>A schedule's spec that cannot be understood; the message is for the person who wrote it, in the real service's words.</summary>
internal sealed class ScheduleSpecException(string message) : Exception(message)
{
    public static ScheduleSpecException Malformed() => new("malformed expression");

    public static ScheduleSpecException OutOfRange() => new("out of range");
}
