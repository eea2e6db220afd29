using EmbeddedTemporal.Storage;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Timers and timeouts: what comes next, and what happens then.</content>
internal sealed partial class Run
{
    // How soon a change that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    /// <summary>When the run times out, whatever it does.</summary>
    private DateTimeOffset? RunExpiration
    {
        get
        {
            var byRun = Durations.IsSet(Start.RunTimeout) ? FirstTaskTime + Durations.Of(Start.RunTimeout) : (DateTimeOffset?)null;
            var byExecution = Start.ExecutionExpirationTime?.ToDateTimeOffset();
            return byRun is null || byExecution < byRun ? byExecution : byRun;
        }
    }

    private DateTimeOffset FirstTaskTime => Start.StartTime.ToDateTimeOffset() + Durations.Of(Start.FirstTaskBackoff);

    /// <inheritdoc/>
    public void OnDeadline()
    {
        try
        {
            lock (_gate)
            {
                // Each fires in a change of its own, at most all that were due when it began.
                while (Next() is { } next && next.Due <= UtcNow)
                {
                    _ = Change(next.Fire);
                }

                QueueDueActivities();
                AskOthers();
                UpdateBusy();
            }
        }
        catch (DatabaseException e) when (e.MayPass)
        {
            _environment.Deadlines.Set(this, _environment.Clock.Steady + _retry);
        }
        catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
        {
            // The commit log has said so; nothing more can be written.
        }
        catch (Exception e)
        {
            DeadlineLog.Failed(_environment.Logger, WorkflowId, RunId, e);
        }
    }

    private void UpdateDeadline(DateTimeOffset now)
    {
        var next = Next()?.Due;
        var attempt = IsOpen ? NextBackoffEnd(now) : null;
        _environment.Deadlines.Set(this, (next is null || attempt < next ? attempt ?? next : next) - _offset);
    }

    private DateTimeOffset? NextBackoffEnd(DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var activity in _activities.All)
        {
            if (activity.StartedTime is null && !_activities.IsQueued(activity))
            {
                // What is due already is queued when the change at hand has been committed.
                var due = activity.AttemptScheduledTime.ToDateTimeOffset();
                earliest = due > now && (earliest is null || due < earliest) ? due : earliest;
            }
        }

        return earliest;
    }

    /// <summary>The earliest of all that the run waits for.</summary>
    private (DateTimeOffset Due, Action Fire)? Next()
    {
        if (!IsOpen)
        {
            return null;
        }

        (DateTimeOffset Due, Action Fire)? next = RunExpiration is { } expiration ? (expiration, TimeOutRun) : null;
        void Consider(DateTimeOffset due, Action fire) => next = next is null || due < next.Value.Due ? (due, fire) : next;

        if (!_state.FirstTaskScheduled)
        {
            Consider(FirstTaskTime, ScheduleWorkflowTask);
        }

        ConsiderWorkflowTask(Consider);
        foreach (var timer in _timers.All)
        {
            Consider(timer.FireTime.ToDateTimeOffset(), () => FireTimer(timer));
        }

        foreach (var activity in _activities.All)
        {
            ConsiderActivity(activity, Consider);
        }

        return next;
    }

    private void ConsiderWorkflowTask(Action<DateTimeOffset, Action> consider)
    {
        switch (_state.WorkflowTask)
        {
            case { StartedEventId: > 0 } task:
                consider(task.StartedTime.ToDateTimeOffset() + Durations.Of(task.Timeout), () => TimeOutWorkflowTask(TimeoutType.StartToClose));
                break;
            case { ScheduleToStartTimeout: { } timeout } task:
                consider(task.ScheduledTime.ToDateTimeOffset() + Durations.Of(timeout), () => TimeOutWorkflowTask(TimeoutType.ScheduleToStart));
                break;
        }
    }

    private void ConsiderActivity(ActivityState activity, Action<DateTimeOffset, Action> consider)
    {
        if (Durations.IsSet(activity.ScheduleToCloseTimeout))
        {
            consider(activity.ScheduledTime.ToDateTimeOffset() + Durations.Of(activity.ScheduleToCloseTimeout), () => TimeOutActivity(activity, TimeoutType.ScheduleToClose));
        }

        if (activity.StartedTime is null)
        {
            if (Durations.IsSet(activity.ScheduleToStartTimeout))
            {
                consider(activity.AttemptScheduledTime.ToDateTimeOffset() + Durations.Of(activity.ScheduleToStartTimeout), () => TimeOutActivity(activity, TimeoutType.ScheduleToStart));
            }

            return;
        }

        if (_lostAttempts.Contains((activity.ScheduledEventId, activity.Attempt)))
        {
            consider(Start.StartTime.ToDateTimeOffset(), () => TimeOutActivity(activity, Durations.IsSet(activity.HeartbeatTimeout) ? TimeoutType.Heartbeat : TimeoutType.StartToClose));
            return;
        }

        var started = activity.StartedTime.ToDateTimeOffset();
        if (Durations.IsSet(activity.StartToCloseTimeout))
        {
            consider(started + Durations.Of(activity.StartToCloseTimeout), () => TimeOutActivity(activity, TimeoutType.StartToClose));
        }

        if (Durations.IsSet(activity.HeartbeatTimeout))
        {
            var alive = activity.LastHeartbeatTime?.ToDateTimeOffset() ?? started;
            consider(alive + Durations.Of(activity.HeartbeatTimeout), () => TimeOutActivity(activity, TimeoutType.Heartbeat));
        }
    }

    private static partial class DeadlineLog
    {
        [LoggerMessage(LogLevel.Error, "A timer of workflow {WorkflowId} ({RunId}) failed")]
        public static partial void Failed(ILogger logger, string workflowId, string runId, Exception exception);
    }
}
