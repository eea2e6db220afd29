using Conformance.DotNet;
using Conformance.Scenarios;
using SlackClaudeBot.Testing;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Conformance.Restarts;

/// <summary>The disk of the histories runs full under a busy service, for real.</summary>
[Trait("Category", "Conformance")]
public sealed class FullDiskTests
{
    private const string Queue = "full";

    [FactWith(Need.Root)]
    public async Task Acknowledged_work_counts_and_continues_as_soon_as_there_is_space()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        var database = Path.Combine(disk.Folder, "temporal.db");
        await using var service = await ServiceProcess.StartAsync(database, port: 0);
        await using var worker = await DotNetWorker.StartAsync(service.Address, Queue);
        var client = await TemporalClient.ConnectAsync(new(service.Address));
        var handle = await client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(int.MaxValue), new("sum", Queue));
        disk.Fill();

        var acknowledged = 0;
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            for (; ; acknowledged++)
            {
                await handle.SignalAsync(w => w.AddAsync(1), new() { Rpc = new() { Retry = false } });
            }
        });
        Assert.Equal(RpcException.StatusCode.ResourceExhausted, refused.Code);
        Assert.StartsWith($"The disk that holds '{database}' is full. Free some space", refused.Message, StringComparison.Ordinal);

        // A client that tries again, as all SDKs do by themselves, notices nothing but the wait.
        var patient = handle.SignalAsync(w => w.AddAsync(1000));
        disk.Free();
        await patient;
        Assert.InRange(await handle.QueryAsync(w => w.Total()), 1000 + acknowledged, 1000 + acknowledged + 1);
    }

    [FactWith(Need.Root)]
    public async Task A_crash_on_a_full_disk_loses_nothing_that_was_acknowledged()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        var database = Path.Combine(disk.Folder, "temporal.db");
        var acknowledged = 0;
        int port;
        await using (var service = await ServiceProcess.StartAsync(database, port: 0))
        {
            port = service.Port;
            var client = await TemporalClient.ConnectAsync(new(service.Address));
            var handle = await client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(int.MaxValue), new("sum", Queue));
            disk.Fill();
            await Assert.ThrowsAsync<RpcException>(async () =>
            {
                for (; ; acknowledged++)
                {
                    await handle.SignalAsync(w => w.AddAsync(1), new() { Rpc = new() { Retry = false } });
                }
            });
            await service.KillAsync();
        }

        disk.Free();
        await using var again = await ServiceProcess.StartAsync(database, port);
        await using var worker = await DotNetWorker.StartAsync(again.Address, Queue);
        var after = await TemporalClient.ConnectAsync(new(again.Address));
        Assert.Equal(acknowledged, await after.GetWorkflowHandle<SumWorkflow>("sum").QueryAsync(w => w.Total()));
    }
}
