using System.Runtime.CompilerServices;
using SlackClaudeBot.Workflows.Kinds;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace SlackClaudeBot.Workflows.Tests.Histories;

/// <summary>
/// Histories that earlier versions of the workflow wrote. Tasks run for days, so a new version takes over those of the one before
/// it: where it would do something else at the same point of a history, a test here fails. Such a change goes behind
/// <c>Workflow.Patched</c>. Histories are recorded again only if no task can be open:
/// <c>RECORD_HISTORIES=1 dotnet test tests/SlackClaudeBot.Workflows.Tests --filter RecordedHistoryTests</c>
/// </summary>
public sealed class RecordedHistoryTests
{
    private const string WorkflowId = "fix-1a2b3c4d5e";

    public static TheoryData<string> Stories => [.. RecordedStories.All.Keys];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Todays_workflow_continues_histories_of_an_earlier_version(string story)
    {
        var file = FileOf(story);
        if (Environment.GetEnvironmentVariable("RECORD_HISTORIES") == "1")
        {
            await File.WriteAllTextAsync(file, await RecordedStories.RecordAsync(story));
        }

        await ReplayAsync(await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Activities_in_another_order_are_found()
    {
        var history = await File.ReadAllTextAsync(FileOf("approved"));
        var swapped = history.Replace("\"ProvisionSandbox\"", "\"\"", StringComparison.Ordinal)
            .Replace("\"CloneRepositories\"", "\"ProvisionSandbox\"", StringComparison.Ordinal).Replace("\"\"", "\"CloneRepositories\"", StringComparison.Ordinal);

        await Assert.ThrowsAnyAsync<InvalidWorkflowOperationException>(() => ReplayAsync(swapped));
    }

    [Fact]
    public void Every_recorded_history_is_replayed() => Assert.Equal(
        RecordedStories.All.Keys.Order(), Directory.EnumerateFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order());

    private static Task<WorkflowReplayResult> ReplayAsync(string history) =>
        new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<BugFixWorkflow>()).ReplayWorkflowAsync(WorkflowHistory.FromJson(WorkflowId, history));

    private static string FileOf(string story) => Path.Combine(Folder(), story + ".json");

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
