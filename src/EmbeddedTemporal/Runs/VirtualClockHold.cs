using EmbeddedTemporal.Time;

namespace EmbeddedTemporal.Runs;

/// <summary>Keeps a virtual clock from skipping time while a run is busy.</summary>
internal sealed class VirtualClockHold(TimeSkippingClock? clock)
{
    private bool _holds;

    /// <summary>Whether the service's clock is a virtual one.</summary>
    public bool IsUsed => clock is not null;

    public void Set(bool holds)
    {
        if (holds == _holds || clock is null)
        {
            return;
        }

        _holds = holds;
        if (holds)
        {
            clock.Enter();
        }
        else
        {
            clock.Leave();
        }
    }
}
