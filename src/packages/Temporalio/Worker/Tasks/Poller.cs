using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Tasks;

/// <summary>Polls for tasks, as long as there is room to work on them.</summary>
/// <param name="what">What it polls for, for the log.</param>
/// <param name="room">Entered for each task; whoever works on it leaves.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class Poller(string what, SemaphoreSlim room, ILogger logger)
{
    // As other SDKs have it. A service that does not answer is asked for ever: it may be restarting.
    private static readonly TimeSpan _firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    /// <summary>Polls until stopped.</summary>
    /// <param name="poll">Asks for a task; null where none came in time. Gets the token of <paramref name="abandon"/>.</param>
    /// <param name="start">Begins to work on a task, and leaves the room when done.</param>
    /// <param name="stopping">No further poll is made.</param>
    /// <param name="abandon">The poll that is out is given up.</param>
    /// <exception cref="RpcException">The service will not take this worker.</exception>
    public async Task RunAsync<T>(Func<CancellationToken, Task<T?>> poll, Action<T> start, CancellationToken stopping, CancellationToken abandon)
        where T : class
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await room.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            T? task = null;
            try
            {
                task = await poll(abandon).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (abandon.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.DeadlineExceeded)
            {
                // The connection was lost on the way, or there was nothing to do.
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException && !IsFatal(e))
            {
                if (failures++ == 0)
                {
                    Log.PollFailed(logger, what, e.Message);
                }

                await WaitAsync(failures, stopping).ConfigureAwait(false);
            }
            finally
            {
                if (task is null)
                {
                    room.Release();
                }
            }

            if (task is not null)
            {
                start(task);
            }
        }
    }

    private static bool IsFatal(Exception e) => e is RpcException
    {
        Code: RpcException.StatusCode.InvalidArgument or RpcException.StatusCode.PermissionDenied
            or RpcException.StatusCode.Unauthenticated or RpcException.StatusCode.NotFound or RpcException.StatusCode.Unimplemented
    };

    private static async Task WaitAsync(int failures, CancellationToken stopping)
    {
        var wait = Math.Min(_firstWait.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 10)), _longestWait.TotalMilliseconds);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait * (0.8 + (0.4 * Random.Shared.NextDouble()))), stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Polling for {What} failed, and is tried again: {Message}")]
        public static partial void PollFailed(ILogger logger, string what, string message);
    }
}
