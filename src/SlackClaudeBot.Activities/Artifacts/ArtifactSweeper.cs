using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Artifacts;

/// <summary>
/// Removes the artifacts of closed tasks if nothing was written to them for <see cref="ArtifactOptions.Retention"/>.
/// Hosts that share the folder may each do it.
/// </summary>
public sealed class ArtifactSweeper(
    DataDirectory data, ArtifactOptions options, IOpenTasks tasks, TimeProvider time, ILogger<ArtifactSweeper> logger)
    : Sweeper("Artifacts", TimeSpan.FromHours(1), time, logger)
{
    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        var oldest = Time.GetUtcNow().UtcDateTime - options.Retention;

        // Each artifact is renamed into its folder, which updates the folder's time.
        var aged = new DirectoryInfo(data.Artifacts).EnumerateDirectories().Where(f => TaskId.IsValid(f.Name) && f.LastWriteTimeUtc < oldest);
        foreach (var folder in aged.ToList())
        {
            if (await RemoveUnlessAsync(folder.Name, () => tasks.IsTaskOpenAsync(folder.Name, cancellationToken), () => RemoveAsync(folder), cancellationToken))
            {
                removed.Add(folder.Name);
            }
        }

        return removed;
    }

    private static Task RemoveAsync(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another host was faster.
        }

        return Task.CompletedTask;
    }
}
