using Temporalio.Activities;

namespace Temporalio.Worker.Activities;

/// <summary>The activities that run, to be told that the worker stops.</summary>
internal sealed class RunningActivities : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<RunningActivity> _activities = [];
    private readonly CancellationTokenSource _shutdown = new();
    private bool _canceled;

    public bool IsStopping => _shutdown.IsCancellationRequested;

    /// <summary>Cancelled when the worker begins to stop.</summary>
    public CancellationToken ShutdownToken => _shutdown.Token;

    public void Add(RunningActivity activity)
    {
        bool cancel;
        lock (_gate)
        {
            _activities.Add(activity);
            cancel = _canceled;
        }

        if (cancel)
        {
            activity.Cancel(ActivityCancelReason.WorkerShutdown);
        }
    }

    public void Remove(RunningActivity activity)
    {
        lock (_gate)
        {
            _activities.Remove(activity);
        }
    }

    /// <summary>Tells all that the worker stops.</summary>
    public void BeginShutdown() => _shutdown.Cancel();

    /// <summary>Cancels all, and whichever still begins.</summary>
    public void CancelAll()
    {
        RunningActivity[] activities;
        lock (_gate)
        {
            _canceled = true;
            activities = [.. _activities];
        }

        foreach (var activity in activities)
        {
            activity.Cancel(ActivityCancelReason.WorkerShutdown);
        }
    }

    public void Dispose() => _shutdown.Dispose();
}
