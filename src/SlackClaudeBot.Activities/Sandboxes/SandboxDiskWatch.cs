using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Removes sandboxes that exceed their disk limit: the system limits single files, this limits their sum.</summary>
public sealed partial class SandboxDiskWatch(ISandboxProvider provider, SandboxOptions options, TimeProvider time, ILogger<SandboxDiskWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(15);

    /// <summary>Measures once; returns the tasks whose sandboxes were removed.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var (taskId, bytes) in await provider.MeasureAsync(cancellationToken))
        {
            if (bytes <= options.DiskLimit)
            {
                continue;
            }

            var reason = new SandboxFullException(bytes, options.DiskLimit);
            Log.Full(logger, taskId, reason.Message);
            await provider.EvictAsync(taskId, reason, cancellationToken);
            removed.Add(taskId);
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotMeasured(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Removing the sandbox of task {TaskId}. {Reason}")]
        public static partial void Full(ILogger logger, string taskId, string reason);

        [LoggerMessage(LogLevel.Debug, "Sandboxes were not measured: {Reason}")]
        public static partial void NotMeasured(ILogger logger, string reason);
    }
}
