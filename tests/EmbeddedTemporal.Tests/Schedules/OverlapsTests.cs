using EmbeddedTemporal.Schedules;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>Each overlap policy decides on three times, while a run is open and while none is.</summary>
public sealed class OverlapsTests
{
    [Theory]
    [InlineData(ScheduleOverlapPolicy.Skip, "", "", 3, null)]
    [InlineData(ScheduleOverlapPolicy.Unspecified, "", "", 3, null)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, "", "1", 2, null)]
    [InlineData(ScheduleOverlapPolicy.BufferAll, "", "123", 0, null)]
    [InlineData(ScheduleOverlapPolicy.CancelOther, "", "123", 0, ScheduleOverlapPolicy.CancelOther)]
    [InlineData(ScheduleOverlapPolicy.TerminateOther, "", "123", 0, ScheduleOverlapPolicy.TerminateOther)]
    [InlineData(ScheduleOverlapPolicy.AllowAll, "123", "", 0, null)]
    public void While_one_runs(ScheduleOverlapPolicy policy, string starts, string waiting, int skipped, ScheduleOverlapPolicy? ending) =>
        Check(isRunning: true, policy, starts, waiting, skipped, ending);

    [Theory]
    [InlineData(ScheduleOverlapPolicy.Skip, "1", "", 2)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, "1", "2", 1)]
    [InlineData(ScheduleOverlapPolicy.BufferAll, "1", "23", 0)]
    [InlineData(ScheduleOverlapPolicy.CancelOther, "3", "", 0)]
    [InlineData(ScheduleOverlapPolicy.TerminateOther, "3", "", 0)]
    [InlineData(ScheduleOverlapPolicy.AllowAll, "123", "", 0)]
    public void While_none_runs(ScheduleOverlapPolicy policy, string starts, string waiting, int skipped) =>
        Check(isRunning: false, policy, starts, waiting, skipped, ending: null);

    [Fact]
    public void A_start_keeps_the_policy_that_it_came_with()
    {
        var buffer = new[] { Start(1), Start(2, ScheduleOverlapPolicy.AllowAll), Start(3, ScheduleOverlapPolicy.TerminateOther), Start(4, ScheduleOverlapPolicy.CancelOther) };

        var decision = Overlaps.Decide(buffer, isRunning: true, ScheduleOverlapPolicy.Skip);

        Assert.Equal(("2", "34", 1, ScheduleOverlapPolicy.TerminateOther), (Show(decision.Starts), Show(decision.Waiting), decision.Skipped, decision.Ending));
    }

    private static void Check(bool isRunning, ScheduleOverlapPolicy policy, string starts, string waiting, int skipped, ScheduleOverlapPolicy? ending)
    {
        var decision = Overlaps.Decide([Start(1), Start(2), Start(3)], isRunning, policy);

        Assert.Equal((starts, waiting, skipped, ending), (Show(decision.Starts), Show(decision.Waiting), decision.Skipped, decision.Ending));
    }

    private static BufferedStart Start(int second, ScheduleOverlapPolicy policy = ScheduleOverlapPolicy.Unspecified) =>
        new() { NominalTime = new Timestamp { Seconds = second }, OverlapPolicy = policy };

    private static string Show(IEnumerable<BufferedStart> starts) => string.Concat(starts.Select(s => s.NominalTime.Seconds));
}
