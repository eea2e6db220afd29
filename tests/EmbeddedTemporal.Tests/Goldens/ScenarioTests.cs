using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;

namespace EmbeddedTemporal.Tests.Goldens;

[Trait("Category", "Goldens")]
public sealed class ScenarioTests
{
    // Real time that a call may take before it counts as unanswered: long on a busy machine, but a scenario that is known to stop is not waited for.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _littlePatience = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Scenarios => [.. Recordings.Scenarios(Recordings.Folder)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_recording_of_the_real_service_plays_the_same_here(string scenario)
    {
        // It moves only as the recording does.
        var clock = new TimeSkippingClock(new AdjustableClock());
        await using var service = await TestService.StartAsync(clock);
        await RecordedAttributes.AddAsync(service);
        var patience = KnownDifferences.AreAll(scenario) ? _littlePatience : _patience;
        var differences = await new ScenarioPlayer(service, clock, Recordings.Folder, scenario, patience).PlayAsync();
        KnownDifferences.Check(scenario, differences);
    }
}
