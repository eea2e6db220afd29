using Conformance.Npm;
using Conformance.Scenarios;
using SlackClaudeBot.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.Mixed;

/// <summary>The official .NET client with a TypeScript worker.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class DotNetClientTypeScriptWorkerTests(NpmProject npm, TypeScriptWorkerOnService service) : IClassFixture<TypeScriptWorkerOnService>, IAsyncLifetime
{
    private TemporalClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await TemporalClient.ConnectAsync(new(await service.AddressAsync(npm)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [FactWith(Need.Node)]
    public async Task A_workflow_says_hello_through_an_activity()
    {
        var handle = await _client.StartWorkflowAsync((HelloActivityWorkflow w) => w.RunAsync("world"), Options("hello"));

        Assert.Equal("Hello, world!", await handle.GetResultAsync());
        var description = await handle.DescribeAsync();
        Assert.Equal(WorkflowExecutionStatus.Completed, description.Status);
        Assert.Equal("helloActivity", description.WorkflowType);
    }

    [FactWith(Need.Node)]
    public async Task Signals_arrive_in_order_and_queries_see_them()
    {
        var handle = await _client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(6), Options("sum"));

        await handle.SignalAsync(w => w.AddAsync(1));
        await handle.SignalAsync(w => w.AddAsync(2));
        Assert.Equal(3, await handle.QueryAsync(w => w.Total()));
        await handle.SignalAsync(w => w.AddAsync(3));

        Assert.Equal(6, await handle.GetResultAsync());
        Assert.Equal(6, await handle.QueryAsync(w => w.Total()));
    }

    [FactWith(Need.Node)]
    public async Task A_query_without_a_handler_is_an_error_that_the_client_knows()
    {
        var handle = await _client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(0), Options("no-such-query"));
        _ = await handle.GetResultAsync();

        var error = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<int>("average", []));

        Assert.Contains("average", error.Message, StringComparison.Ordinal);
    }

    [FactWith(Need.Node)]
    public async Task A_cancelled_workflow_cleans_up_first()
    {
        var handle = await _client.StartWorkflowAsync((CancellableWorkflow w) => w.RunAsync(), Options("cancellable"));

        await handle.CancelAsync();

        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(failed.InnerException);
        Assert.Equal(WorkflowExecutionStatus.Canceled, (await handle.DescribeAsync()).Status);
        Assert.Contains((await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.ActivityTaskCompleted);
    }

    [FactWith(Need.Node)]
    public async Task The_dotnet_replayer_accepts_what_the_typescript_worker_did()
    {
        var handle = await _client.StartWorkflowAsync((BusyWorkflow w) => w.RunAsync(5), Options("busy"));
        Assert.Equal(5, await handle.GetResultAsync());

        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<BusyWorkflow>()).ReplayWorkflowAsync(await handle.FetchHistoryAsync());
    }

    private static WorkflowOptions Options(string id) => new(id, WorkerOnService.Queue);
}
