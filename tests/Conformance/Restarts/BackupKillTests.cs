using System.Diagnostics;
using EmbeddedTemporal;
using Temporalio.Client;

namespace Conformance.Restarts;

/// <summary>A backup of a busy service, and the service under it, are killed at any moment.</summary>
[Trait("Category", "Crash")]
public sealed class BackupKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 4;

    // Large enough that copying takes a while.
    private const int Workflows = 24;
    private const int InputBytes = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Database => Path.Combine(Data, "temporal", "temporal.db");

    private string Backup => Path.Combine(_folder, "backup.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_backup_is_whole_or_absent_and_the_histories_are_unharmed(bool killsService)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var service = await ServiceProcess.StartAsync(Database, port: 0);
        try
        {
            for (var i = 0; i < Workflows; i++)
            {
                await StartWorkflowAsync(service, $"before-{i}");
            }

            for (var kill = 0; kill < Kills; kill++)
            {
                File.Delete(Backup);
                using var backup = StartBackup();
                await UntilWrittenAsync(backup, (long)(random.NextDouble() * Workflows * InputBytes));
                await StartWorkflowAsync(service, $"meanwhile-{kill}");
                if (killsService)
                {
                    await service.KillAsync();
                    await backup.WaitForExitAsync();
                    service = await ServiceProcess.StartAsync(Database, service.Port);
                }
                else
                {
                    backup.Kill();
                    await backup.WaitForExitAsync();
                }

                Assert.Equal(Workflows + kill + 1, await CountAsync(service.Address));
                if (File.Exists(Backup))
                {
                    Assert.InRange(await CountRestoredAsync($"restored-{kill}"), Workflows + kill, Workflows + kill + 1);
                }
            }

            // What the killed ones left is in nobody's way.
            using var last = StartBackup();
            await last.WaitForExitAsync();
            Assert.Equal(0, last.ExitCode);
            Assert.Equal(Workflows + Kills, await CountRestoredAsync("restored"));
            Assert.Equal([Backup], Directory.GetFiles(_folder, "backup*"));
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private Process StartBackup()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "SlackClaudeBot.dll"), "backup", Backup]) { WorkingDirectory = _folder };
        start.Environment["DATA_DIR"] = Data;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private async Task UntilWrittenAsync(Process backup, long bytes)
    {
        while (!backup.HasExited && !(new FileInfo($"{Backup}.partial") is { Exists: true } partial && partial.Length >= bytes))
        {
            await Task.Delay(1);
        }
    }

    private async Task<long> CountRestoredAsync(string name)
    {
        var restored = Path.Combine(_folder, name, "temporal.db");
        EmbeddedTemporalServer.Restore(Backup, restored);
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = restored, Port = 0 });
        return await CountAsync(server.Address);
    }

    private static async Task StartWorkflowAsync(ServiceProcess service, string id)
    {
        var client = await TemporalClient.ConnectAsync(new(service.Address));
        await client.StartWorkflowAsync("Nothing", [new string((char)('a' + (id.Length % 26)), InputBytes)], new(id, "nobody"));
    }

    private static async Task<long> CountAsync(string address) => (await (await TemporalClient.ConnectAsync(new(address))).CountWorkflowsAsync("WorkflowType = 'Nothing'")).Count;
}
