using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;

namespace EmbeddedTemporal.Tests.Damages;

/// <summary>What the service says and does if its files are damaged.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-temporal-damage-").FullName;
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await AcknowledgedWork.StartServiceAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_log_that_is_missing_after_a_crash_is_named_with_the_remedy()
    {
        var path = CopyTo("crashed");
        File.Delete(path + "-wal");
        var refused = Assert.Throws<DatabaseException>(() => Database.Open(path));
        Assert.Equal(
            $"'{path}-wal' is missing, although the service was not stopped in good order: acknowledged work would be lost. "
            + $"Restore a backup; or, to go on with what can be read, write the word accept into '{path}-commits' (echo accept > '{path}-commits').",
            refused.Message);
        File.WriteAllText(path + "-commits", "accept\n");
        Database.Open(path).Dispose();
        Database.Open(path).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_alone_is_not_taken_for_everything(bool isStopped)
    {
        if (isStopped)
        {
            await _service.StopAsync();
        }

        var path = CopyTo("alone");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!).Where(f => f != path))
        {
            File.Delete(file);
        }

        Assert.StartsWith($"'{path}-commits' is missing or damaged, so it is not known whether", Assert.Throws<DatabaseException>(() => Database.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_while_the_database_is_made_leaves_nothing_in_the_way()
    {
        var path = Path.Combine(_folder, "new", "temporal.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Mark(path, CommitMark.New);
        File.WriteAllBytes(path, []);
        Database.Open(path).Dispose();
        Database.Open(path).Dispose();
    }

    [Fact]
    public void A_log_that_is_damaged_in_the_middle_is_refused_even_if_the_mark_is_behind_it()
    {
        var path = CopyTo("crashed");
        Mark(path, CommitMark.Clean);
        var log = File.ReadAllBytes(path + "-wal");
        log[log.Length / 2] ^= 1;
        File.WriteAllBytes(path + "-wal", log);
        Assert.Contains("is damaged after frame", Assert.Throws<DatabaseException>(() => Database.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_commit_that_was_not_acknowledged_may_be_torn()
    {
        var path = CopyTo("crashed");
        Mark(path, CommitMark.Clean);
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
    [InlineData("after-timer", "DELETE FROM pending WHERE id >> 20 = (SELECT key FROM runs WHERE workflow_id = 'after-timer')")]
    [InlineData("after-signalled", "DELETE FROM requests WHERE run_key = (SELECT key FROM runs WHERE workflow_id = 'after-signalled')")]
    public async Task A_run_whose_rows_were_lost_is_set_aside(string workflowId, string damage)
    {
        await _service.RestartAsync(whileDown: () => Execute(damage));
        Assert.Equal(workflowId, Assert.Single(_service.Server.DamagedRuns).WorkflowId);
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
        var (acknowledged, _) = await Contents.ReadAsync(CopyTo("whole"));
        var signals = Enumerable.Range(0, 50).Select(i => _service.SignalAsync("after-signalled", $"{i}")).ToList();
        await _service.Server.BackupAsync(backup);
        await Task.WhenAll(signals);
        Assert.Equal([backup], Directory.GetFiles(_folder, "backup*"));

        Directory.CreateDirectory(Path.GetDirectoryName(restored)!);
        EmbeddedTemporalServer.Restore(backup, restored);
        Assert.Throws<DatabaseException>(() => EmbeddedTemporalServer.Restore(backup, restored));
        var (contents, damaged) = await Contents.ReadAsync(restored, acknowledged);
        Assert.Empty(damaged);
        Assert.DoesNotContain(contents.Losses(acknowledged, damaged), loss => !loss.Contains("after-signalled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_of_another_version_is_refused()
    {
        await _service.StopAsync();
        Execute("PRAGMA user_version=2");
        var refused = Assert.Throws<DatabaseException>(() => Database.Open(_service.DatabasePath));
        Assert.Equal(
            $"'{_service.DatabasePath}' was written by another version of this service (schema 2, this one knows {Schema.Version}). Use that version, or restore a backup of this one.",
            refused.Message);
    }

    [Fact]
    public async Task A_backup_cannot_replace_the_database()
    {
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => EmbeddedTemporalServer.BackupAsync(_service.DatabasePath, _service.DatabasePath));
        Assert.Equal($"'{_service.DatabasePath}' belongs to the database itself. Choose another file for the backup.", refused.Message);
        await _service.SignalAsync("after-signalled", "s");
    }

    [Fact]
    public async Task A_backup_is_made_over_what_a_killed_one_left()
    {
        var backup = Path.Combine(_folder, "backup.db");
        foreach (var leftover in (string[])[".partial", ".partial-journal", ".partial-wal"])
        {
            File.WriteAllText(backup + leftover, "what was written when it was killed");
        }

        await _service.Server.BackupAsync(backup);
        Assert.Equal([backup], Directory.GetFiles(_folder));
        EmbeddedTemporalServer.Restore(backup, Path.Combine(_folder, "restored.db"));
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

        var refused = Assert.Throws<DatabaseException>(() => EmbeddedTemporalServer.Restore(backup, Path.Combine(_folder, "restored.db")));
        Assert.Equal($"'{backup}' is damaged, or not a backup. Nothing was restored: use another backup.", refused.Message);
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

    /// <summary>The files as they are on the disk. No .NET stream can open the database while the service holds it.</summary>
    private string CopyTo(string name)
    {
        var target = Path.Combine(_folder, name);
        Files.CopyFolder(Path.GetDirectoryName(_service.DatabasePath)!, target);
        return Path.Combine(target, "temporal.db");
    }

    private static void Mark(string path, CommitMark mark)
    {
        using var file = new CommitMarkFile(path + Database.MarkSuffix);
        file.Write(mark);
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_service.DatabasePath};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
