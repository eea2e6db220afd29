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
    public async Task A_task_has_one_line_however_often_it_is_told()
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
        await File.WriteAllTextAsync(_file.Path, """{"taskId":"1","workflowId":"fix-1","wor""");

        Assert.True(await _file.AddAsync(Metrics("fix-1"), default));

        Assert.Equal(2, (await File.ReadAllLinesAsync(_file.Path)).Length);
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

    private static TaskMetrics Metrics(string workflowId) => new(
        "1", workflowId, "BugFixWorkflow", WorkStatus.Completed, "U1", ["acme/shop"], 1, 0.25m, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), 1, null);
}
