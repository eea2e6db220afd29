using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities;

/// <summary>Periodically removes the leftovers of ended tasks, first at startup. The next sweep repeats a failed one.</summary>
/// <param name="what">The name of the things that it removes, in the plural and capitalised.</param>
/// <param name="interval">How often.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Logs removals, and what could not be removed.</param>
public abstract partial class Sweeper(string what, TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Sweeps once; returns the tasks whose leftovers were removed.</summary>
    public abstract Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSwept(logger, what, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes a task's leftovers unless the task is open. A failure leaves them for the next sweep and does not affect others.</summary>
    /// <returns>Whether it was removed.</returns>
    protected async Task<bool> RemoveUnlessAsync(string taskId, Func<Task<bool>> isOpen, Func<Task> remove, CancellationToken cancellationToken)
    {
        try
        {
            if (await isOpen())
            {
                return false;
            }

            await remove();
            Log.Removed(logger, what, taskId);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Kept(logger, what, taskId, e.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{What} of task {TaskId} were removed: it is not open.")]
        public static partial void Removed(ILogger logger, string what, string taskId);

        [LoggerMessage(LogLevel.Warning, "{What} of task {TaskId} could not be removed and are left for the next sweep: {Reason}")]
        public static partial void Kept(ILogger logger, string what, string taskId, string reason);

        [LoggerMessage(LogLevel.Warning, "{What} were not swept: {Reason}")]
        public static partial void NotSwept(ILogger logger, string what, string reason);
    }
}
