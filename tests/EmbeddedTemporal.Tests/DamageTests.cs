using System.Globalization;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmbeddedTemporal.Tests;

/// <summary>The service detects every damage on disk.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    // Some hundred each by default; a long run asks for more.
    private static readonly int _damages = int.TryParse(Environment.GetEnvironmentVariable("STORAGE_DAMAGES"), CultureInfo.InvariantCulture, out var count) ? count : 150;

    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-temporal-damage-").FullName;
    private TestService _service = null!;
    private Contents _acknowledged = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync();
        await WorkAsync("before");
        await _service.RestartAsync();
        await WorkAsync("after");
        await _service.Server.Service.SettleAsync();
        _acknowledged = Read(CopyTo("whole")).Contents;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_damage_is_silent(bool isStopped)
    {
        if (isStopped)
        {
            await _service.StopAsync();
        }

        CopyTo("original");
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (refused, set, whole) = (0, 0, 0);
        for (var i = 0; i < _damages; i++)
        {
            var path = CopyTo("damaged", "original");
            var damage = Damage.Do(path, random);
            var problem = Examine(path, ref refused, ref set, ref whole);
            Assert.True(problem is null, $"Seed {seed}, damage {i}: {damage}: {problem}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} refused, {set} set aside, {whole} whole");
    }

    [Fact]
    public void A_log_that_is_missing_after_a_crash_is_named_with_the_remedy()
    {
        var path = CopyTo("crashed");
        File.Delete(path + "-wal");
        var refused = Assert.Throws<DatabaseException>(() => Database.Open(path));
        Assert.Equal(
            $"'{path}-wal' is missing, although the service was not stopped in good order: acknowledged work would be lost. "
            + $"Restore a backup; or, to go on with what can be read, remove '{path}-commits' and '{path}-wal'.",
            refused.Message);
        File.Delete(path + "-commits");
        Database.Open(path).Dispose();
    }

    [Fact]
    public void A_log_that_is_damaged_in_the_middle_is_refused_even_without_a_mark()
    {
        var path = CopyTo("crashed");
        File.Delete(path + "-commits");
        var log = File.ReadAllBytes(path + "-wal");
        log[log.Length / 2] ^= 1;
        File.WriteAllBytes(path + "-wal", log);
        Assert.Contains("is damaged after frame", Assert.Throws<DatabaseException>(() => Database.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_commit_that_was_not_acknowledged_may_be_torn()
    {
        var path = CopyTo("crashed");
        File.Delete(path + "-commits");
        using (var log = new FileStream(path + "-wal", FileMode.Open))
        {
            log.SetLength(log.Length - 100);
        }

        Database.Open(path).Dispose();
    }

    [Fact]
    public async Task A_damaged_run_is_set_aside_and_the_others_go_on()
    {
        DamagedRun? reported = null;
        await _service.RestartAsync(whileDown: () => Execute("UPDATE runs SET state = zeroblob(length(state)) WHERE workflow_id = 'after-timer'"), onRunDamaged: run => reported = run);

        Assert.Equal("after-timer", reported?.WorkflowId);
        Assert.Equal(reported, Assert.Single(_service.Server.DamagedRuns));
        var refused = await Assert.ThrowsAsync<RpcException>(() => _service.SignalAsync("after-timer", "s"));
        Assert.Equal(StatusCode.DataLoss, refused.StatusCode);
        Assert.StartsWith("Workflow 'after-timer' (run ", refused.Status.Detail, StringComparison.Ordinal);
        await _service.SignalAsync("before-timer", "s");
        await _service.Client.CallAsync(new Temporalio.Api.WorkflowService.V1.DeleteWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new() { WorkflowId = "after-timer" } });
        await _service.StartWorkflowAsync("after-timer");
    }

    [Theory]
    [InlineData("UPDATE events SET data = zeroblob(length(data)) WHERE id = (SELECT min(id) FROM events WHERE id >> 20 = (SELECT key FROM runs WHERE workflow_id = 'damaged'))")]
    [InlineData("DELETE FROM events WHERE id = (SELECT min(id) FROM events WHERE id >> 20 = (SELECT key FROM runs WHERE workflow_id = 'damaged'))")]
    public async Task A_worker_gets_the_next_task_if_a_run_is_damaged(string damage)
    {
        await _service.StartWorkflowAsync("damaged", r => r.TaskQueue.Name = "mixed");
        await _service.StartWorkflowAsync("sound", r => r.TaskQueue.Name = "mixed");
        await _service.RestartAsync(whileDown: () => Execute(damage));
        Assert.Equal("sound", (await _service.PollWorkflowTaskAsync("mixed")).WorkflowExecution.WorkflowId);
        Assert.Equal("damaged", Assert.Single(_service.Server.DamagedRuns).WorkflowId);
    }

    [Fact]
    public async Task A_second_program_is_refused_even_if_the_lock_file_was_removed()
    {
        File.Delete(_service.DatabasePath + ".lock");
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = _service.DatabasePath, Port = 0 }));
        Assert.Equal($"'{_service.DatabasePath}' is in use by another process. Stop that one, or choose another database.", refused.Message);
    }

    [Fact]
    public async Task A_backup_taken_while_the_service_works_restores_everything()
    {
        var (backup, restored) = (Path.Combine(_folder, "backup.db"), Path.Combine(_folder, "restored", "temporal.db"));
        var signals = Enumerable.Range(0, 50).Select(i => _service.SignalAsync("after-signalled", $"{i}")).ToList();
        await _service.Server.BackupAsync(backup);
        await Task.WhenAll(signals);
        Assert.Equal([backup], Directory.GetFiles(_folder, "backup*"));

        Directory.CreateDirectory(Path.GetDirectoryName(restored)!);
        EmbeddedTemporalServer.Restore(backup, restored);
        Assert.Throws<DatabaseException>(() => EmbeddedTemporalServer.Restore(backup, restored));
        var (contents, damaged) = Read(restored);
        Assert.Empty(damaged);
        Assert.Superset(_acknowledged.Workflows, contents.Workflows);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        var backup = Path.Combine(_folder, "backup.db");
        await _service.Server.BackupAsync(backup);
        using (var file = new FileStream(backup, FileMode.Open))
        {
            file.SetLength(file.Length - 5000);
        }

        Assert.Throws<DatabaseException>(() => EmbeddedTemporalServer.Restore(backup, Path.Combine(_folder, "restored.db")));
        Assert.Empty(Directory.GetFiles(_folder, "restored*"));
    }

    [Fact]
    public async Task The_host_can_ask_whether_the_service_can_write()
    {
        Assert.True(await _service.Server.CanWriteAsync());
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_service.DatabasePath};Pooling=False");
        other.Open();
        other.Execute("BEGIN IMMEDIATE");
        Assert.False(await _service.Server.CanWriteAsync());
        other.Execute("COMMIT");
        while (!await _service.Server.CanWriteAsync())
        {
            await Task.Yield();
        }
    }

    /// <summary>Everything that can be read of a database.</summary>
    private static (Contents Contents, IReadOnlyList<DamagedRun> Damaged) Read(string path)
    {
        using var database = Database.Open(path);
        var quarantine = new Quarantine(NullLogger.Instance, static _ => { });
        using var reader = new RunReader(database, quarantine);
        using var log = new CommitLog(database, NullLogger.Instance);
        Attributes.AttributeRegistry.Open(reader, log).Dispose();
        Namespaces.ClusterIdentity.GetAsync(reader, log).GetAwaiter().GetResult();
        Namespaces.NamespaceRegistry.OpenAsync(reader, log, []).GetAwaiter().GetResult();
        var workflows = new HashSet<string>();
        var open = reader.Open().ToDictionary(o => o.Run.Key, o => $"{o.Pending.Activities.Count} {o.Pending.Timers.Count} {string.Join(',', o.Pending.RequestIds.Order())}");
        for (var key = 1L; key <= reader.MaxKey(); key++)
        {
            try
            {
                if (reader.ByKey(key) is { } run)
                {
                    Assert.Equal(run.Key, reader.LatestOfWorkflow(run.Namespace, run.Start.WorkflowId)?.Key);
                    var events = reader.Events(key, 1, run.State.NextEventId, PageBudget.Unlimited);
                    workflows.Add($"{run.Start.WorkflowId} {run.State.Status} {events.Count} {string.Concat(events.Select(e => e.ToByteString().ToBase64())).GetHashCode(StringComparison.Ordinal)} {open.GetValueOrDefault(key)}");
                }
            }
            catch (DamagedRunException)
            {
                // It is among the damaged ones.
            }
        }

        return (new Contents(workflows), quarantine.Runs);
    }

    /// <summary>Null if the damage was refused, set aside, or harmed nothing.</summary>
    private string? Examine(string path, ref int refused, ref int set, ref int whole)
    {
        try
        {
            var (contents, damaged) = Read(path);
            var lost = _acknowledged.Workflows.Except(contents.Workflows).Count();
            _ = damaged.Count > 0 ? set++ : whole++;
            return lost > damaged.Count ? $"{lost} workflows are not as they were, {damaged.Count} were set aside" : null;
        }
        catch (DatabaseException)
        {
            refused++;
            return null;
        }
    }

    /// <summary>The files as they are on the disk. No .NET stream can open the database while the service holds it.</summary>
    private string CopyTo(string name, string? from = null)
    {
        var source = from is null ? Path.GetDirectoryName(_service.DatabasePath)! : Path.Combine(_folder, from);
        var target = Path.Combine(_folder, name);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Files.CopyFolder(source, target);
        return Path.Combine(target, "temporal.db");
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_service.DatabasePath};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }

    private async Task WorkAsync(string prefix)
    {
        await _service.StartWorkflowAsync($"{prefix}-closed");
        await _service.CompleteAsync(await _service.PollWorkflowTaskAsync(), Commands.Complete());
        await _service.StartWorkflowAsync($"{prefix}-timer");
        await _service.CompleteAsync(await _service.PollWorkflowTaskAsync(), Commands.Timer("t", TimeSpan.FromDays(1)));
        await _service.StartWorkflowAsync($"{prefix}-activity");
        await _service.CompleteAsync(await _service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1))));
        await _service.StartWorkflowAsync($"{prefix}-signalled", r => r.TaskQueue.Name = "other");
        for (var i = 0; i < 8; i++)
        {
            await _service.SignalAsync($"{prefix}-signalled", new string((char)('a' + i), 400), $"request {i}");
        }
    }

    private sealed record Contents(HashSet<string> Workflows);
}
