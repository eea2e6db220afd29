using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// A run's own time. It goes on from the run's last change, even if the machine's clock was set back meanwhile: so its events never go
/// back in time, and no deadline comes late.
/// </summary>
/// <param name="Clock">The service's clock.</param>
/// <param name="Offset">From the service's steady time to the run's own.</param>
internal readonly record struct RunClock(ServiceClock Clock, TimeSpan Offset)
{
    public DateTimeOffset UtcNow => Clock.Steady + Offset;

    /// <summary>A clock that goes on from a time, or from the present if that is later.</summary>
    public static RunClock From(ServiceClock clock, Timestamp time)
    {
        var (steady, present) = clock.Read();
        var at = time.ToDateTimeOffset();
        return new RunClock(clock, (at > present ? at : present) - steady);
    }

    public DateTimeOffset? ToSteady(DateTimeOffset? time) => time - Offset;
}
