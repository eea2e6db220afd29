using Conformance.Npm;
using Conformance.Scenarios;
using SlackClaudeBot.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace Conformance.Mixed;

/// <summary>A worker that keeps its runs in memory gets every task: none times out in a queue that no worker polls.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class BusyWorkerTests(NpmProject npm, TypeScriptWorkerOnService typeScript, DotNetWorkerOnService dotNet) : IClassFixture<TypeScriptWorkerOnService>, IClassFixture<DotNetWorkerOnService>
{
    private const int Workflows = 60;
    private const int Steps = 10;

    [FactWith(Need.Node)]
    public Task No_task_of_the_typescript_worker_is_lost() => RunAsync(typeScript);

    [FactWith(Need.Node)]
    public Task No_task_of_the_dotnet_worker_is_lost() => RunAsync(dotNet);

    private async Task RunAsync(WorkerOnService service)
    {
        var client = await TemporalClient.ConnectAsync(new(await service.AddressAsync(npm)));
        await Task.WhenAll(Enumerable.Range(0, Workflows).Select(async n =>
        {
            var handle = await client.StartWorkflowAsync((BusyWorkflow w) => w.RunAsync(Steps), new($"busy-{n}", WorkerOnService.Queue));
            Assert.Equal(Steps, await handle.GetResultAsync());
            Assert.DoesNotContain((await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.WorkflowTaskTimedOut);
        }));
    }
}
