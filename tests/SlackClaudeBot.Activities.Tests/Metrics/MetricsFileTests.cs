using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Tests.Metrics;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly MetricsFile _file;

    public MetricsFileTests() => _file = new MetricsFile(new MetricsOptions(), new DataDirectory(_folder), TimeProvider.System);

    [Fact]
    public async Task A_task_has_one_line_even_if_it_is_reported_repeatedly()
    {
        Assert.True(await _file.AddAsync(Metrics("fix-1"), default));
        Assert.True(await _file.AddAsync(Metrics("fix-10"), default));
        Assert.False(await _file.AddAsync(Metrics("fix-1"), default));

        Assert.Equal(2, (await File.ReadAllLinesAsync(_file.Path)).Length);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_short_spoils_no_other()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(_file.Path, """{"task_id":"1","workflow_id":"fix-1","wor""");

        Assert.True(await _file.AddAsync(Metrics("fix-1"), default));

        Assert.Equal(2, (await File.ReadAllLinesAsync(_file.Path)).Length);
    }

    [Fact]
    public async Task A_line_has_the_names_and_units_that_its_readers_expect()
    {
        var metrics = Metrics("fix-1") with { CostUsd = 0.0052499999999999995m, TokensUsed = 4_711, FilesModified = 2, LinesAdded = 30, LinesRemoved = 4, TestsPass = true };

        await _file.AddAsync(metrics, default);

        using var line = System.Text.Json.JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_file.Path)));
        var root = line.RootElement;
        Assert.Equal(0.0052m, root.GetProperty("cost").GetDecimal());
        Assert.Equal(540_000, root.GetProperty("duration_ms").GetInt64());
        Assert.Equal((4_711, 2, 30, 4), (root.GetProperty("tokens_used").GetInt64(), root.GetProperty("files_modified").GetInt32(), root.GetProperty("lines_added").GetInt32(), root.GetProperty("lines_removed").GetInt32()));
        Assert.True(root.GetProperty("tests_pass").GetBoolean());
        Assert.InRange(root.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal("completed", root.GetProperty("status").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, root.GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task It_is_for_its_owner_alone()
    {
        await _file.AddAsync(Metrics("fix-1"), default);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TaskMetrics Metrics(string workflowId) => new()
    {
        TaskId = new TaskId("1"),
        WorkflowId = workflowId,
        WorkflowType = "BugFixWorkflow",
        Status = WorkStatus.Completed,
        Requester = "U1",
        Repositories = ["acme/shop"],
        Attempts = 1,
        CostUsd = 0.25m,
        Duration = TimeSpan.FromMinutes(9),
        AgentTime = TimeSpan.FromMinutes(2),
        WaitedForPeople = TimeSpan.FromMinutes(5),
        PullRequests = 1,
    };
}
