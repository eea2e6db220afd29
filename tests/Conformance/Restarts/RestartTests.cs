using Conformance.Npm;
using Conformance.TypeScript;
using SlackClaudeBot.Testing;

namespace Conformance.Restarts;

/// <summary>The service dies under a busy TypeScript worker, and comes back.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class RestartTests(NpmProject npm) : IDisposable
{
    private const int Workflows = 10;
    private const int Steps = 40;
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactWith(Need.Node)]
    public async Task Every_workflow_ends_as_if_nothing_had_happened()
    {
        var database = Path.Combine(_folder, "temporal.db");
        var service = await ServiceProcess.StartAsync(database, port: 0);
        await using var worker = await TypeScriptWorker.StartAsync(npm, service.Address, "restarts");
        var client = new TypeScriptClient(npm, service.Address, "restarts");
        for (var n = 0; n < Workflows; n++)
        {
            Assert.Empty((await client.RunAsync($"busy-{n}", $"start:busy:{Steps}"))[0].Failure);
        }

        for (var kill = 0; kill < 3; kill++)
        {
            await service.DisposeAsync();
            service = await ServiceProcess.StartAsync(database, service.Port);
            Assert.Empty((await client.RunAsync($"between-{kill}", "start:hello:\"again\"", "result"))[1].Failure);
        }

        await using (service)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, Workflows).Select(n => client.RunAsync($"busy-{n}", "result")));

            Assert.All(results, answers => Assert.Equal(Steps, answers[0].Value.GetInt32()));
        }
    }
}
