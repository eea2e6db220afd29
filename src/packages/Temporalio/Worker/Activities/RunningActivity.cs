using Temporalio.Activities;

namespace Temporalio.Worker.Activities;

/// <summary>An activity's attempt while it runs.</summary>
internal sealed class RunningActivity : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private bool _disposed;

    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>What the activity's code sees.</summary>
    public ActivityExecutionContext? Context { get; set; }

    /// <summary>Why it was cancelled first.</summary>
    public ActivityCancelReason Reason { get; private set; }

    /// <summary>Why a heartbeat could not be recorded, where it was cancelled for that.</summary>
    public Exception? HeartbeatFailure { get; set; }

    public void Cancel(ActivityCancelReason reason)
    {
        lock (_gate)
        {
            if (_disposed || Reason != ActivityCancelReason.None)
            {
                return;
            }

            Reason = reason;
            if (Context is { } context)
            {
                (context.CancelReason, context.CancellationDetails) = (reason, ActivityCancellationDetails.Of(reason));
            }
        }

        // Not under the lock: the activity's own code runs in here.
        try
        {
            _cancellation.Cancel();
        }
        catch (Exception e) when (e is ObjectDisposedException or AggregateException)
        {
            // The activity ended meanwhile, or a callback of its own failed, which is its own affair.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _cancellation.Dispose();
    }
}
