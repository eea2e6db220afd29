using Microsoft.Extensions.Logging;
using Temporalio.Api.Grpc;
using Temporalio.Client.Rpc;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Tasks;

/// <summary>Polls for tasks, as long as there is room to work on them.</summary>
/// <param name="what">What it polls for, for the log.</param>
/// <param name="room">Entered for each task; whoever works on it leaves.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class Poller(string what, SemaphoreSlim room, TimeProvider time, ILogger logger)
{
    // As other SDKs have it. A service that does not answer is asked for ever: it may be restarting. One that refuses is asked
    // for a while too, since proxies in front of it refuse until they know it.
    private static readonly TimeSpan _firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _patienceWithRefusals = TimeSpan.FromMinutes(1);

    /// <summary>Polls until stopped.</summary>
    /// <param name="poll">Asks for a task; null where none came in time. Gets the token of <paramref name="abandon"/>.</param>
    /// <param name="start">Begins to work on a task, and leaves the room when done.</param>
    /// <param name="stopping">No further poll is made.</param>
    /// <param name="abandon">The poll that is out is given up.</param>
    /// <exception cref="RpcException">The service has refused the poll for a minute.</exception>
    public async Task RunAsync<T>(Func<CancellationToken, Task<T?>> poll, Action<T> start, CancellationToken stopping, CancellationToken abandon)
        where T : class
    {
        var (failures, firstFailure) = (0, 0L);
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
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                firstFailure = failures++ == 0 ? time.GetTimestamp() : firstFailure;
                var isRefused = e is RpcException { Code: var code } && !IsTransient(code);
                if (isRefused && time.GetElapsedTime(firstFailure) > _patienceWithRefusals)
                {
                    throw;
                }

                if (failures == 1)
                {
                    Log.PollFailed(logger, what, e.Message);
                }

                await WaitAsync(isRefused ? _longestWait : WaitAfter(failures), stopping).ConfigureAwait(false);
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

    // With the last two a poll ends that was lost on the way or cut off by a proxy.
    private static bool IsTransient(RpcException.StatusCode code) =>
        RetryingChannel.IsTransient((GrpcStatusCode)code) || code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled;

    private static TimeSpan WaitAfter(int failures)
    {
        var wait = Math.Min(_firstWait.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 10)), _longestWait.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(wait, time, stopping).ConfigureAwait(false);
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
