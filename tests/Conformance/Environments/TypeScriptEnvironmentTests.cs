using System.Text.Json;
using Conformance.Npm;
using SlackClaudeBot.Testing;

namespace Conformance.Environments;

/// <summary>The test environments of the official TypeScript SDK, with this program in the place of the servers that they would download.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class TypeScriptEnvironmentTests(NpmProject npm)
{
    [FactWith(Need.Node)]
    public async Task A_local_environment_runs_workflows()
    {
        var result = await RunAsync("local", "hello", "\"world\"");
        Assert.Equal("Hello, world!", result.GetProperty("result").GetString());
    }

    [FactWith(Need.Node)]
    public async Task A_time_skipping_environment_skips_a_timer_of_a_day_and_a_delay_of_2_hours()
    {
        var day = (int)TimeSpan.FromDays(1).TotalMilliseconds;
        var result = await RunAsync("time-skipping", "timer", $"{day}");
        Assert.InRange(result.GetProperty("result").GetInt32(), day, day + 60_000);
        Assert.InRange(result.GetProperty("slept").GetDouble(), TimeSpan.FromHours(2).TotalMilliseconds, TimeSpan.FromHours(3).TotalMilliseconds);
    }

    private async Task<JsonElement> RunAsync(string kind, string workflow, string argument) =>
        JsonDocument.Parse(await npm.RunScriptAsync("environment.mjs", kind, Executable.Path, workflow, argument)).RootElement;
}
