using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Hands the attempts of a standalone activity to workers when they are due, and lets them time out.</summary>
internal sealed partial class StandaloneActivity : IDeadlineHolder
{
    // How soon a change that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    /// <summary>True while this very attempt waits for a worker.</summary>
    public bool IsWaiting(QueuedStandaloneAttempt queued)
    {
        lock (_gate)
        {
            return !_removed && _state.IsOpen() && ActivityAttempts.IsWaiting(_state.Activity) && (queued.Attempt, queued.Stamp) == (_state.Activity.Attempt, _state.Activity.Stamp);
        }
    }

    /// <summary>Hands the attempt to a worker once its start is on disk; null if it is no longer wanted.</summary>
    public Task<PollActivityTaskQueueResponse>? TryStart(QueuedStandaloneAttempt queued, PollActivityTaskQueueRequest poll)
    {
        lock (_gate)
        {
            return !IsWaiting(queued) ? null : Change((state, now) =>
            {
                _queued = null;
                var task = ActivityAttempts.Start(state.Activity, Start.Scheduled, Key, poll, now);
                state.LastStartedTime = now;
                state.LastDeploymentVersion = poll.DeploymentOptions is { DeploymentName.Length: > 0, BuildId.Length: > 0 } options ? new() { DeploymentName = options.DeploymentName, BuildId = options.BuildId } : null;
                (task.WorkflowNamespace, task.ActivityRunId, task.ScheduledTime, task.Priority) = (Namespace, Start.RunId, Start.ScheduleTime, state.Activity.Priority);
                return task;
            }).WhenDurable();
        }
    }

    /// <summary>Puts an attempt that waits in another queue into the one of the workers that get it now.</summary>
    public void Requeue(QueuedStandaloneAttempt queued)
    {
        lock (_gate)
        {
            if (IsWaiting(queued))
            {
                Enqueue(queued);
            }
        }
    }

    /// <inheritdoc/>
    public void OnDeadline()
    {
        try
        {
            lock (_gate)
            {
                while (NextTimeout() is { } timeout && timeout.Due <= UtcNow)
                {
                    _ = Change((state, now) => ActivityTransitions.TimeOut(state, timeout.Type, now));
                }

                QueueIfDue();
                UpdateHold();
            }
        }
        catch (DatabaseException e) when (e.MayPass)
        {
            _environment.Runs.Deadlines.Set(this, _environment.Runs.Clock.Steady + _retry);
        }
        catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
        {
            // The commit log has said so; nothing more can be written.
        }
        catch (Exception e)
        {
            Log.Failed(_environment.Runs.Logger, ActivityId, Start.RunId, e);
        }
    }

    private void QueueIfDue()
    {
        var (now, activity) = (UtcNow, _state.Activity);
        if (!_removed && _state.IsOpen() && ActivityAttempts.IsWaiting(activity) && activity.AttemptScheduledTime.ToDateTimeOffset() <= now && _queued != (activity.Attempt, activity.Stamp))
        {
            _queued = (activity.Attempt, activity.Stamp);
            Enqueue(new QueuedStandaloneAttempt(this, activity.Attempt, activity.Stamp, TaskPriority.Of(activity.Priority), activity.AttemptScheduledTime.ToDateTimeOffset()));
        }

        SetDeadline(now);
    }

    private void Enqueue(QueuedStandaloneAttempt queued) => RunQueues.Add(Queue, queued);

    private TaskQueue Queue()
    {
        var name = _state.Activity.TaskQueue;
        return _environment.Runs.Queues.Get(Namespace, VersionedQueues.Name(name, _environment.Runs.Routing.Choose(Namespace, name, ActivityId)), TaskQueueType.Activity);
    }

    private ActivityTimeout? NextTimeout() => _removed || !_state.IsOpen() ? null : ActivityTimeout.Next(_state.Activity, _lostAttempt == _state.Activity.Attempt);

    private void SetDeadline(DateTimeOffset now)
    {
        var (timeout, activity) = (NextTimeout()?.Due, _state.Activity);
        var begins = !_removed && _state.IsOpen() && ActivityAttempts.IsWaiting(activity) && activity.AttemptScheduledTime.ToDateTimeOffset() is var due && due > now ? due : (DateTimeOffset?)null;
        _environment.Runs.Deadlines.Set(this, _clock.ToSteady(timeout is null || begins < timeout ? begins ?? timeout : timeout));
    }

    /// <summary>A virtual clock does not advance while a worker has, or could have, an attempt.</summary>
    private void UpdateHold() => _hold.Set(_hold.IsUsed && !_removed && _state.IsOpen() && (_state.Activity.StartedTime is not null || ActivityAttempts.IsWaiting(_state.Activity))
        && _state.Activity.AttemptScheduledTime.ToDateTimeOffset() <= UtcNow);
}
