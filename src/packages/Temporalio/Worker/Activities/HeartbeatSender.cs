using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;
using Temporalio.Client.Starting;
using Temporalio.Exceptions;
using Temporalio.Worker.Tasks;

namespace Temporalio.Worker.Activities;

/// <summary>
/// Sends an activity's heartbeats: the first at once, and then at most one in each interval, with what was said last.
/// Learns from the answers whether the activity is to be cancelled.
/// </summary>
internal sealed partial class HeartbeatSender(
    ByteString taskToken, TimeSpan interval, RunningActivity activity, WorkerSettings settings, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private object?[]? _unsent;
    private Task? _sending;
    private bool _stopped;

    /// <summary>How long heartbeats may be held back.</summary>
    public static TimeSpan IntervalOf(TimeSpan? heartbeatTimeout, TemporalWorkerOptions options)
    {
        // Four fifths of the time-out leave room for the call itself.
        var interval = heartbeatTimeout is { } timeout && timeout > TimeSpan.Zero ? timeout * 0.8 : options.DefaultHeartbeatThrottleInterval;
        return interval < options.MaxHeartbeatThrottleInterval ? interval : options.MaxHeartbeatThrottleInterval;
    }

    /// <summary>Takes a heartbeat; does not wait.</summary>
    public void Record(object?[] details)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _unsent = details;
            _sending ??= Task.Run(SendAllAsync);
        }
    }

    /// <summary>Stops sending.</summary>
    /// <returns>What was said last and has not been sent; null where all has.</returns>
    public async Task<Payloads?> StopAsync()
    {
        if (await EndAsync().ConfigureAwait(false) is not { } unsent)
        {
            return null;
        }

        try
        {
            return await settings.DataConverter.ToInputAsync(unsent).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Too late to stop the activity for it: how that ended counts.
            Log.NotRecorded(settings.Logger, e);
            return null;
        }
    }

    /// <summary>Stops holding heartbeats back: what was said last is sent.</summary>
    public async Task FlushAsync()
    {
        if (await EndAsync().ConfigureAwait(false) is { } unsent)
        {
            await SendAsync(unsent, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await EndAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task<object?[]?> EndAsync()
    {
        Task? sending;
        lock (_gate)
        {
            _stopped = true;
            sending = _sending;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (sending is not null)
        {
            await sending.ConfigureAwait(false);
        }

        return _unsent;
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            object?[]? details;
            lock (_gate)
            {
                if (_unsent is null || _stopped)
                {
                    _sending = null;
                    return;
                }

                (details, _unsent) = (_unsent, null);
            }

            try
            {
                await SendAsync(details, _stop.Token).ConfigureAwait(false);
                details = null;
                await Task.Delay(interval, time, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    // What could not be sent any more goes with the activity's failure, if it fails.
                    _unsent ??= details;
                }

                return;
            }
        }
    }

    private async Task SendAsync(object?[] details, CancellationToken cancellationToken)
    {
        try
        {
            var response = await settings.Service.InvokeRpcAsync(
                "RecordActivityTaskHeartbeat",
                new RecordActivityTaskHeartbeatRequest
                {
                    TaskToken = taskToken,
                    Namespace = settings.Namespace,
                    Identity = settings.Identity,
                    Details = await settings.DataConverter.ToInputAsync(details).ConfigureAwait(false),
                },
                RecordActivityTaskHeartbeatResponse.Parser,
                new() { CancellationToken = cancellationToken },
                RpcPolicy.Answer).ConfigureAwait(false);
            if (response.CancelRequested)
            {
                activity.Cancel(ActivityCancelReason.CancelRequested);
            }
            else if (response.ActivityReset)
            {
                activity.Cancel(ActivityCancelReason.Reset);
            }
            else if (response.ActivityPaused)
            {
                activity.Cancel(ActivityCancelReason.Paused);
            }
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            activity.Cancel(ActivityCancelReason.GoneFromServer);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            Log.NotRecorded(settings.Logger, e);

            // The connection may be back for the next one; what cannot be encoded never will.
            if (e is not (RpcException or InvalidOperationException))
            {
                activity.HeartbeatFailure = e;
                activity.Cancel(ActivityCancelReason.HeartbeatRecordFailure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A heartbeat could not be recorded")]
        public static partial void NotRecorded(ILogger logger, Exception exception);
    }
}
