using EmbeddedTemporal.Time;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Storage;

/// <summary>Removes closed runs and activities when their time is over, a few at a time, so that calls are not held up.</summary>
internal sealed partial class Retention : IAsyncDisposable
{
    private const int RunsAtOnce = 200;
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;

    /// <param name="removals">Each removes a bounded number of what closed before a time, and tells how many.</param>
    /// <param name="clock">The service's clock.</param>
    /// <param name="period">How long closed runs are kept.</param>
    /// <param name="logger">Where removals are logged.</param>
    public Retention(IReadOnlyList<Func<DateTimeOffset, int, Task<int>>> removals, ServiceClock clock, TimeSpan period, ILogger logger) =>
        _work = Task.Run(() => RemoveAsync(removals, clock, period, logger, _stopping.Token));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static async Task RemoveAsync(IReadOnlyList<Func<DateTimeOffset, int, Task<int>>> removals, ServiceClock clock, TimeSpan period, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            // Housekeeping goes by the machine's time, also where the workflows' clock is virtual.
            using var timer = new PeriodicTimer(_interval);
            do
            {
                foreach (var removal in removals)
                {
                    await RemoveDueAsync(removal, clock.Present - period, period, logger, cancellationToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or DatabaseException or ObjectDisposedException)
        {
            // The service stops, or cannot write any more and has said so.
        }
    }

    private static async Task RemoveDueAsync(Func<DateTimeOffset, int, Task<int>> removal, DateTimeOffset limit, TimeSpan period, ILogger logger, CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            int batch;
            do
            {
                batch = await removal(limit, RunsAtOnce).ConfigureAwait(false);
                removed += batch;
            }
            while (batch == RunsAtOnce && !cancellationToken.IsCancellationRequested);
        }
        catch (DatabaseException e) when (e.MayPass)
        {
            // The commit log has said so. What is left waits for the next time.
        }

        if (removed > 0)
        {
            Log.Removed(logger, removed, period);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removed {Count} workflows or activities that closed more than {Period} ago")]
        public static partial void Removed(ILogger logger, int count, TimeSpan period);
    }
}
