using EmbeddedTemporal.Tests.Driving;

namespace EmbeddedTemporal.Tests.Goldens;

[Trait("Category", "Goldens")]
public sealed class ScenarioTests
{
    public static TheoryData<string> Scenarios => [.. Recordings.Scenarios(Recordings.Folder)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_recording_of_the_real_service_plays_the_same_here(string scenario)
    {
        var clock = new TimeSkippingClock();
        await using var service = await TestService.StartAsync(clock);
        var differences = await new ScenarioPlayer(service, clock, Recordings.Folder, scenario).PlayAsync();
        KnownDifferences.Check(scenario, differences);
    }
}
