using System.Text.Json;
using Conformance.Npm;
using Conformance.Scenarios;
using SlackClaudeBot.Testing;

namespace Conformance.Schedules;

/// <summary>The official TypeScript client takes a schedule through its life; its workflow runs in a .NET worker.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class TypeScriptScheduleTests(NpmProject npm, DotNetWorkerOnService service) : IClassFixture<DotNetWorkerOnService>
{
    [FactWith(Need.Node)]
    public async Task A_schedule_is_created_triggered_updated_listed_and_deleted()
    {
        using var seen = JsonDocument.Parse(await npm.RunScriptAsync("schedule.mjs", await service.AddressAsync(npm), WorkerOnService.Queue));

        Assert.Equal("ScheduleAlreadyRunning", Text("duplicate"));
        Assert.Equal(("BUFFER_ALL", "not yet"), (Text("overlap"), Text("note")));
        Assert.Equal("09", seen.RootElement.GetProperty("nextHours").EnumerateArray().Single().GetString());
        Assert.False(seen.RootElement.GetProperty("paused").GetBoolean());
        Assert.Equal("Hello, world!", Text("result"));
        Assert.Equal(TimeSpan.FromDays(1).TotalMilliseconds, seen.RootElement.GetProperty("intervals").EnumerateArray().Single().GetDouble());
        Assert.Equal(0, seen.RootElement.GetProperty("calendars").GetInt32());
        Assert.Equal("typescript", seen.RootElement.GetProperty("listed").EnumerateArray().Single().GetString());
        Assert.Equal("ScheduleNotFoundError", Text("deleted"));

        string? Text(string name) => seen.RootElement.GetProperty(name).GetString();
    }
}
