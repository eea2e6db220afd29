using System.Text.Json;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Tests.Metrics;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly MetricsFile _file;

    public MetricsFileTests() => _file = new MetricsFile(new MetricsOptions(), new DataDirectory(_folder));

    [Fact]
    public async Task An_attempt_has_one_line_however_often_it_is_written()
    {
        Assert.True(await _file.AddAsync(Metrics(1), default));
        Assert.True(await _file.AddAsync(Metrics(10), default));
        Assert.True(await _file.AddAsync(Metrics(1, "plan"), default));
        Assert.False(await _file.AddAsync(Metrics(1), default));

        Assert.Equal(3, (await File.ReadAllLinesAsync(_file.Path)).Length);
    }

    [Fact]
    public async Task An_attempt_has_one_line_also_after_the_program_was_killed_before_it_could_say_so()
    {
        await _file.AddAsync(Metrics(1), default);
        using var next = new MetricsFile(new MetricsOptions(), new DataDirectory(_folder));

        Assert.False(await next.AddAsync(Metrics(1), default));
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_short_spoils_no_other()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(_file.Path, """{"stage":"fix","key":"fix-1:fix:1","wor""");

        Assert.True(await _file.AddAsync(Metrics(1), default));

        Assert.Equal(2, (await File.ReadAllLinesAsync(_file.Path)).Length);
    }

    [Fact]
    public async Task A_line_begins_with_the_fields_that_its_readers_expect_in_their_units()
    {
        var metrics = Metrics(1) with
        {
            CostUsd = 0.0052499999999999995m,
            TokensUsed = 4_711,
            FilesModified = 2,
            LinesAdded = 30,
            LinesRemoved = 4,
            TestsPass = true,
            EndedAt = new DateTime(2026, 11, 30, 10, 15, 2, 113, DateTimeKind.Utc),
        };

        await _file.AddAsync(metrics, default);

        var text = Assert.Single(await File.ReadAllLinesAsync(_file.Path));
        Assert.StartsWith(
            """{"stage":"fix","tokens_used":4711,"cost":0.00525""" + "0" + ""","duration_ms":540000,"files_modified":2,"lines_added":30,"lines_removed":4,"tests_pass":true,"error":null,"timestamp":"2026-11-30T10:15:02.113Z","key":"fix-1:fix:1",""",
            text,
            StringComparison.Ordinal);
        using var line = JsonDocument.Parse(text);
        Assert.Equal(["acme/shop"], line.RootElement.GetProperty("repositories").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(("1", "bug_fix", 1), (line.RootElement.GetProperty("task").GetString(), line.RootElement.GetProperty("kind").GetString(), line.RootElement.GetProperty("attempt").GetInt32()));
    }

    [Fact]
    public async Task Tests_that_did_not_run_have_neither_passed_nor_failed()
    {
        await _file.AddAsync(Metrics(1) with { Error = "API Error: 500" }, default);

        using var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_file.Path)));
        Assert.Equal(JsonValueKind.Null, line.RootElement.GetProperty("tests_pass").ValueKind);
        Assert.Equal("API Error: 500", line.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task It_is_for_its_owner_alone()
    {
        await _file.AddAsync(Metrics(1), default);

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

    private static AttemptMetrics Metrics(int attempt, string stage = "fix") => new()
    {
        Key = new AttemptKey(new TaskId("1"), "fix-1", stage, attempt),
        Kind = "bug_fix",
        Requester = "U1",
        Repositories = ["acme/shop"],
        EndedAt = DateTime.UnixEpoch,
        CostUsd = 0.25m,
        Duration = TimeSpan.FromMinutes(9),
        Turns = 1,
    };
}
