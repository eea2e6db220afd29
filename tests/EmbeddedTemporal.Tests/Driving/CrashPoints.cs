using Grpc.Core;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>What a crash leaves after each of a service's commits: the service that starts from it.</summary>
internal static class CrashPoints
{
    /// <summary>Tries all of them; returns how many there were.</summary>
    /// <param name="service">The service that did the work.</param>
    /// <param name="survive">Lets the work end, and says what must be true then.</param>
    /// <param name="hasBegun">Whether the work had begun at a crash point; by default, whether workflow w was started.</param>
    /// <param name="clock">The clock of the services that start; by default, the machine's.</param>
    public static async Task<int> TryAllAsync(TestService service, Func<GrpcClient, Task> survive, Func<GrpcClient, Task<bool>>? hasBegun = null, TimeProvider? clock = null)
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
            await File.WriteAllTextAsync($"{files.DatabasePath}-commits", "accept");
            await using var survivor = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = files.DatabasePath, Port = 0, TimeProvider = clock ?? TimeProvider.System });
            using var client = new GrpcClient(survivor.Address);
            if (await (hasBegun ?? HasBegunAsync)(client))
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
