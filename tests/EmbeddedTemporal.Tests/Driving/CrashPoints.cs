using Grpc.Core;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>What a crash leaves after each of a service's commits: the service that starts from it.</summary>
internal static class CrashPoints
{
    /// <summary>Tries all of them; returns how many there were.</summary>
    /// <param name="service">The service.</param>
    /// <param name="survive">What has to be true of each service that starts from what is left.</param>
    /// <param name="clock">Their clock; null: the machine's.</param>
    public static async Task<int> TryAllAsync(TestService service, Func<GrpcClient, Task> survive, TimeProvider? clock = null)
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
            await using var survivor = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = files.DatabasePath, Port = 0, TimeProvider = clock ?? TimeProvider.System });
            using var client = new GrpcClient(survivor.Address);
            if (await HasBegunAsync(client))
            {
                crashes++;
                await survive(client);
            }
        }

        return crashes;
    }

    private static async Task<bool> HasBegunAsync(GrpcClient client)
    {
        try
        {
            return (await TestService.HistoryAsync(client, "w")).Count > 0;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
