using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Activities.Artifacts;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Tests.Gateway;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Tests.Artifacts;

public sealed class ArtifactSweeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataDirectory _data;
    private readonly IOpenTasks _tasks = Substitute.For<IOpenTasks>();

    public ArtifactSweeperTests()
    {
        _data = new DataDirectory(_folder.Path);
        _tasks.IsTaskOpenAsync("open", Arg.Any<CancellationToken>()).Returns(true);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Old_artifacts_of_ended_tasks_are_removed_and_the_rest_stays()
    {
        await WriteAsync("closed", daysAgo: 31);
        await WriteAsync("recent", daysAgo: 29);
        await WriteAsync("open", daysAgo: 31);

        Assert.Equal(["closed"], await SweepAsync());
        Assert.Equal(["open", "recent"], Kept());
    }

    [Fact]
    public async Task Artifacts_of_an_unknown_task_stay_and_do_not_block_the_others()
    {
        _tasks.IsTaskOpenAsync("unknown", Arg.Any<CancellationToken>()).ThrowsAsync(new IOException("Temporal does not answer"));
        await WriteAsync("unknown", daysAgo: 31);
        await WriteAsync("zzz", daysAgo: 31);

        Assert.Equal(["zzz"], await SweepAsync());
        Assert.Equal(["unknown"], Kept());
    }

    /// <summary>The folder may be shared, with other hosts and with what their people put there.</summary>
    [Fact]
    public async Task Foreign_folders_stay_and_folders_that_another_host_removed_are_no_error()
    {
        await WriteAsync("gone", daysAgo: 31);
        _tasks.IsTaskOpenAsync("gone", Arg.Any<CancellationToken>()).Returns(_ =>
        {
            Directory.Delete(Path.Combine(_data.Artifacts, "gone"), recursive: true);
            return false;
        });
        Directory.CreateDirectory(Path.Combine(_data.Artifacts, "lost+found"));
        Age("lost+found", 31);

        Assert.Equal(["gone"], await SweepAsync());
        Assert.Equal(["lost+found"], Kept());
    }

    private async Task WriteAsync(string taskId, int daysAgo)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("diff"));
        await new FileArtifactStore(_data).WriteAsync(taskId, "fix-1.diff", content, 100, default);
        Age(taskId, daysAgo);
    }

    private void Age(string taskId, int days) => Directory.SetLastWriteTimeUtc(Path.Combine(_data.Artifacts, taskId), DateTime.UtcNow.AddDays(-days));

    private string[] Kept() => [.. Directory.EnumerateDirectories(_data.Artifacts).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    private Task<IReadOnlyList<string>> SweepAsync() =>
        new ArtifactSweeper(_data, new ArtifactOptions(), _tasks, TimeProvider.System, NullLogger<ArtifactSweeper>.Instance).SweepAsync(default);
}
