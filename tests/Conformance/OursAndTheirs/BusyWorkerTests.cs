using Conformance.Npm;
using Conformance.OfficialSdk;
using SlackClaudeBot.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace Conformance.OursAndTheirs;

/// <summary>A worker that keeps its runs in memory gets every task: none waits in a queue that nobody reads until its time is out.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class BusyWorkerTests(NpmProject npm, OfficialWorkerOnService theirs, OurWorkerOnService ours) : IClassFixture<OfficialWorkerOnService>, IClassFixture<OurWorkerOnService>
{
    private const int Workflows = 60;
    private const int Steps = 10;

    [FactWith(Need.Node)]
    public Task No_task_of_the_official_worker_is_lost() => RunAsync(theirs);

    [FactWith(Need.Node)]
    public Task No_task_of_our_worker_is_lost() => RunAsync(ours);

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
