using System.Text.RegularExpressions;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>The embedded service's token, and backups of its histories.</summary>
public sealed partial class BackupCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_caller_without_the_token_is_refused_and_its_file_is_for_the_owner_alone()
    {
        await using var program = await ServeAsync(Path.Combine(_folder, "data"));
        var tokenFile = Path.Combine(_folder, "data", "temporal", "token");
        AssertIsForOwner(tokenFile);
        var stranger = await ConnectAsync(program, token: null);
        var refused = await Assert.ThrowsAsync<RpcException>(() => StartWorkflowAsync(stranger, "w"));
        Assert.Equal((RpcException.StatusCode.PermissionDenied, "Request unauthorized."), (refused.Code, refused.Message));
        await StartWorkflowAsync(await ConnectAsync(program, await File.ReadAllTextAsync(tokenFile)), "w");
        Assert.DoesNotContain((await File.ReadAllTextAsync(tokenFile)).Trim(), program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_the_running_program_is_restored_with_all_that_was_acknowledged()
    {
        var (data, restored, backup) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "restored"), Path.Combine(_folder, "backup.db"));
        await using (var program = await ServeAsync(data))
        {
            var client = await ConnectAsync(program, await TokenAsync(data));
            await StartWorkflowAsync(client, "before");
            var (exitCode, output) = await ProgramProcess.RunAsync(DeadWorld.Settings(("DATA_DIR", data)), $"backup {backup}");
            Assert.Equal((0, $"The histories are in {backup}.\n"), (exitCode, output));
            await StartWorkflowAsync(client, "after");

            // Killed in the end, not stopped: the backup must not have touched what the next start relies on.
        }

        await using (var again = await ServeAsync(data))
        {
            Assert.Equal(2, await CountAsync(await ConnectAsync(again, await TokenAsync(data))));
        }

        Assert.Equal(0, (await ProgramProcess.RunAsync(DeadWorld.Settings(("DATA_DIR", restored)), $"restore {backup}")).ExitCode);
        await using var other = await ServeAsync(restored);
        Assert.Equal(1, await CountAsync(await ConnectAsync(other, await TokenAsync(restored))));
    }

    [Fact]
    public async Task A_backup_can_be_made_while_the_program_does_not_run()
    {
        var (data, backup) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "backup.db"));
        await using (var program = await ServeAsync(data))
        {
            await StartWorkflowAsync(await ConnectAsync(program, await TokenAsync(data)), "w");
            await program.StopAsync();
        }

        Assert.Equal(0, (await ProgramProcess.RunAsync(DeadWorld.Settings(("DATA_DIR", data)), $"backup {backup}")).ExitCode);
        AssertIsForOwner(backup);
        var refused = await ProgramProcess.RunAsync(DeadWorld.Settings(("DATA_DIR", data)), $"restore {backup}");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is there already", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_there_is_nothing_to_back_up()
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(DeadWorld.Settings(("DATA_DIR", Path.Combine(_folder, "none"))), $"backup {Path.Combine(_folder, "backup.db")}");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("There is no database", output);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void AssertIsForOwner(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static async Task<ProgramProcess> ServeAsync(string data)
    {
        var program = ProgramProcess.Start(DeadWorld.Settings(("DATA_DIR", data)), "serve");
        await program.WaitForAsync("SlackClaudeBot listens on");
        return program;
    }

    private static async Task<string> TokenAsync(string data) => await File.ReadAllTextAsync(Path.Combine(data, "temporal", "token"));

    private static Task<TemporalClient> ConnectAsync(ProgramProcess program, string? token) =>
        TemporalClient.ConnectAsync(new(Address().Match(program.Output).Groups[1].Value) { ApiKey = token?.Trim(), Tls = new() { Disabled = true } });

    private static Task<WorkflowHandle> StartWorkflowAsync(TemporalClient client, string id) => client.StartWorkflowAsync("Nothing", [], new(id, "nobody"));

    private static async Task<long> CountAsync(TemporalClient client) =>
        (await client.WorkflowService.CountWorkflowExecutionsAsync(new CountWorkflowExecutionsRequest { Namespace = "default", Query = "WorkflowType = 'Nothing'" })).Count;

    [GeneratedRegex(@"Temporal listens at (127\.0\.0\.1:\d+)")]
    private static partial Regex Address();
}
