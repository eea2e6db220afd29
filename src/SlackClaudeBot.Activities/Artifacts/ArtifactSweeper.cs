using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Artifacts;

/// <summary>
/// Removes the artifacts of tasks that are not open, once nothing was written to them for <see cref="ArtifactOptions.Retention"/>.
/// Hosts that share the folder may each do it.
/// </summary>
public sealed partial class ArtifactSweeper(
    DataDirectory data, ArtifactOptions options, IOpenTasks tasks, TimeProvider time, ILogger<ArtifactSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    /// <summary>Sweeps once; returns the tasks whose artifacts it removed.</summary>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        var oldest = time.GetUtcNow().UtcDateTime - options.Retention;

        // Each artifact comes into its folder by a new name, which is a change of the folder.
        var aged = new DirectoryInfo(data.Artifacts).EnumerateDirectories().Where(f => TaskIds.IsValid(f.Name) && f.LastWriteTimeUtc < oldest);
        foreach (var folder in aged.ToList())
        {
            try
            {
                if (await tasks.IsTaskOpenAsync(folder.Name, cancellationToken).ConfigureAwait(false))
                    continue;

                folder.Delete(recursive: true);
                Log.Swept(logger, folder.Name);
                removed.Add(folder.Name);
            }
            catch (DirectoryNotFoundException)
            {
                // Another host was faster.
            }
            // What cannot be judged or removed now is kept, and must not keep the rest.
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Log.Kept(logger, folder.Name, e.Message);
            }
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSwept(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Removed the artifacts of task {TaskId}: it is not open, and nothing was written to them for long.")]
        public static partial void Swept(ILogger logger, string taskId);

        [LoggerMessage(2, LogLevel.Warning, "The artifacts of task {TaskId} stay for now: {Reason}")]
        public static partial void Kept(ILogger logger, string taskId, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Artifacts were not swept: {Reason}")]
        public static partial void NotSwept(ILogger logger, string reason);
    }
}
