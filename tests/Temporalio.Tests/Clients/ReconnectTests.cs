using EmbeddedTemporal;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Workers;
using Temporalio.Worker;

namespace Temporalio.Tests.Clients;

public sealed class ReconnectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("temporalio-").FullName;

    [Fact]
    public async Task Client_and_worker_go_on_when_the_service_is_back()
    {
        var options = new EmbeddedTemporalOptions { DatabasePath = Path.Combine(_folder, "histories.db"), Port = 0 };
        var service = await EmbeddedTemporalServer.StartAsync(options);
        var port = int.Parse(service.Address[(service.Address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var client = await TemporalClient.ConnectAsync(new(service.Address));
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions("queue").AddWorkflow<SignalAndQueryTests.Mailbox>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((SignalAndQueryTests.Mailbox w) => w.RunAsync(2), new("survivor", "queue"));
            await handle.SignalAsync(w => w.PutAsync("before"));
            Assert.Equal(1, await handle.QueryAsync(w => w.Count));
            await service.DisposeAsync();
            var result = handle.GetResultAsync();
            service = await EmbeddedTemporalServer.StartAsync(options with { Port = port });
            await handle.SignalAsync(w => w.PutAsync("after"));
            Assert.Equal(["before", "after"], await result);
        });
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new("127.0.0.1:1")));
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_workflow_is_not_found()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new() { Port = 0 });
        var client = TemporalClient.CreateLazy(new(service.Address));
        var error = await Assert.ThrowsAsync<RpcException>(() => client.GetWorkflowHandle("nobody").SignalAsync("x", []));
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
        Assert.Equal("workflow not found for ID: nobody", error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
