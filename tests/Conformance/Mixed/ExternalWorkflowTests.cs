using Conformance.DotNet;
using Conformance.Npm;
using Conformance.Scenarios;
using Conformance.TypeScript;
using EmbeddedTemporal;
using Google.Protobuf;
using SlackClaudeBot.Testing;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.Mixed;

/// <summary>Workflows of one SDK signal and cancel workflows of the other.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class ExternalWorkflowTests(NpmProject npm) : IAsyncLifetime
{
    private const string DotNetQueue = "dotnet";
    private const string TypeScriptQueue = "typescript";
    private EmbeddedTemporalServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [FactWith(Need.Node)]
    public async Task Each_sdk_signals_and_cancels_workflows_of_the_other_and_both_replay_both_histories()
    {
        await using var dotNetWorker = await DotNetWorker.StartAsync(_server.Address, DotNetQueue);
        await using var typeScriptWorker = await TypeScriptWorker.StartAsync(npm, _server.Address, TypeScriptQueue);
        var client = await TemporalClient.ConnectAsync(new(_server.Address));

        await SendAsync(client, from: DotNetQueue, to: TypeScriptQueue);
        await SendAsync(client, from: TypeScriptQueue, to: DotNetQueue);
    }

    private async Task SendAsync(TemporalClient client, string from, string to)
    {
        var sum = await client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(5), new($"sum-{to}", to));
        var cancellable = await client.StartWorkflowAsync((CancellableWorkflow w) => w.RunAsync(), new($"cancellable-{to}", to));
        var courier = await client.StartWorkflowAsync((CourierWorkflow w) => w.RunAsync(sum.Id, cancellable.Id), new($"courier-{from}", from));

        Assert.Equal("Unable to signal external workflow because it was not found", await courier.GetResultAsync());
        Assert.Equal(5, await sum.GetResultAsync());
        var cancelled = await Assert.ThrowsAsync<WorkflowFailedException>(() => cancellable.GetResultAsync());
        Assert.IsType<CanceledFailureException>(cancelled.InnerException);

        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<CourierWorkflow>().AddWorkflow<SumWorkflow>().AddWorkflow<CancellableWorkflow>());
        foreach (var handle in (WorkflowHandle[])[courier, sum, cancellable])
        {
            var history = await handle.FetchHistoryAsync();
            await replayer.ReplayWorkflowAsync(history);
            await ReplayWithTheirsAsync(new History { Events = { history.Events } });
        }
    }

    private async Task ReplayWithTheirsAsync(History history)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, Convert.ToBase64String(history.ToByteArray()));
            Assert.Contains("replayed", await npm.RunScriptAsync("replay.mjs", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
