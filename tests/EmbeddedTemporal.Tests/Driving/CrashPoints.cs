using Grpc.Core;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>What a crash leaves after each of a service's commits: the service that starts from it.</summary>
internal static class CrashPoints
{
    /// <summary>Tries every crash after the event; returns how many there were.</summary>
    /// <param name="service">The service that is copied and then started from its first commits.</param>
    /// <param name="workflowId">The workflow whose history says whether a crash counts.</param>
    /// <param name="after">The event that the history must have.</param>
    /// <param name="survive">Checks the service that starts after the crash.</param>
    public static async Task<int> TryAllAsync(TestService service, string workflowId, EventType after, Func<GrpcClient, Task> survive)
    {
        await service.Server.Service.SettleAsync();
        using var files = service.CopyFiles();
        var log = await File.ReadAllBytesAsync($"{files.DatabasePath}-wal");
        var database = await File.ReadAllBytesAsync(files.DatabasePath);
        var crashes = 0;
        foreach (var length in WriteAheadLog.Commits(log))
        {
            File.Delete($"{files.DatabasePath}-shm");
            await File.WriteAllBytesAsync(files.DatabasePath, database);
            await File.WriteAllBytesAsync($"{files.DatabasePath}-wal", log[..length]);
            await using var survivor = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = files.DatabasePath, Port = 0 });
            using var client = new GrpcClient(survivor.Address);
            if (await HasAsync(client, workflowId, after))
            {
                crashes++;
                await survive(client);
            }
        }

        return crashes;
    }

    private static async Task<bool> HasAsync(GrpcClient client, string workflowId, EventType type)
    {
        try
        {
            return (await TestService.HistoryAsync(client, workflowId)).Contains(type);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
