using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Temporalio.Client;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>Readiness includes the program's own histories.</summary>
public sealed partial class HistoryHealthTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("health-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_workflow_that_is_damaged_on_disk_is_named_and_does_not_stop_the_others()
    {
        await using (var program = await ServeAsync())
        {
            var token = await File.ReadAllTextAsync(Path.Combine(_data, "temporal", "token"));
            var client = await TemporalClient.ConnectAsync(new(Temporal().Match(program.Output).Groups[1].Value) { ApiKey = token.Trim(), Tls = new() { Disabled = true } });
            await client.StartWorkflowAsync("Nothing", [], new("damaged", "nobody"));
            await program.StopAsync();
        }

        using (var connection = Open())
        {
            Execute(connection, "UPDATE runs SET state = zeroblob(length(state)) WHERE workflow_id = 'damaged'");
        }

        await using var again = await ServeAsync();
        Assert.Contains("histories: Degraded. Workflow 'damaged' ", await ReadyAsync(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_ready_while_its_database_cannot_be_written()
    {
        await using var program = await ServeAsync();
        Assert.DoesNotContain("histories:", await ReadyAsync(program), StringComparison.Ordinal);
        using var other = Open();
        Execute(other, "BEGIN IMMEDIATE");
        while (!(await ReadyAsync(program)).Contains("histories: Unhealthy. The database in DATA_DIR cannot be written", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        Execute(other, "ROLLBACK");
        while ((await ReadyAsync(program)).Contains("histories:", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    private static async Task<string> ReadyAsync(ProgramProcess program)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(Web().Match(program.Output).Groups[1].Value), "/health/ready"));
        return await answer.Content.ReadAsStringAsync();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<ProgramProcess> ServeAsync()
    {
        var program = ProgramProcess.Start(DeadWorld.Settings(("DATA_DIR", _data)), "serve");
        await program.WaitForAsync("SlackClaudeBot listens on");
        return program;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_data, "temporal", "temporal.db"), Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    [GeneratedRegex(@"Temporal listens at (127\.0\.0\.1:\d+)")]
    private static partial Regex Temporal();

    [GeneratedRegex(@"SlackClaudeBot listens on (http://\S+)")]
    private static partial Regex Web();
}
