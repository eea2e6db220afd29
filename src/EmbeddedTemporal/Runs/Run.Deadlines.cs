using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Continues a run after a start of the service, and fires its deadlines.</summary>
internal sealed partial class Run : IDeadlineHolder
{
    // How soon a change that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    /// <summary>Queues again, after a start of the service, what was waiting for a worker.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_state.WorkflowTask is { StartedEventId: 0 } task)
            {
                WorkflowTasks.Enqueue(task);
            }

            Activities.FindLostAttempts();
            QueueDueActivities();
            ExternalRequests.Dispatch(_state);
            UpdateHold();
            if (Start.Parent is not null || Children.All.Count > 0)
            {
                Environment.Resumed(this);
            }
        }
    }

    /// <summary>Starts, after a start of the service, the children that outlive this closed run and had not started yet.</summary>
    public void SendUnsent()
    {
        lock (_gate)
        {
            ExternalRequests.Dispatch(_state);
            UpdateHold();
        }
    }

    /// <summary>The parent and the children know that this run has closed.</summary>
    public void FamilyIsTold()
    {
        lock (_gate)
        {
            _tellsFamily = false;
            Children.ForgetRemaining();
            UpdateHold();
        }
    }

    /// <inheritdoc/>
    public void OnDeadline()
    {
        try
        {
            lock (_gate)
            {
                // Each fires in a change of its own, at most all that were due when it began.
                while (RunDeadlines.Next(this, _state) is { Fire: { } fire } next && next.Due <= UtcNow)
                {
                    _ = Change(fire);
                }

                QueueDueActivities();
                ExternalRequests.Dispatch(_state);
                UpdateHold();
            }
        }
        catch (DatabaseException e) when (e.MayPass)
        {
            RetryLater();
        }
        catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
        {
            // The commit log has said so; nothing more can be written.
        }
        catch (Exception e)
        {
            RunLog.DeadlineFailed(Environment.Logger, WorkflowId, RunId, e);
        }
    }

    /// <summary>Nothing can be written for now: tries again after a while.</summary>
    public void RetryLater()
    {
        lock (_gate)
        {
            UpdateHold();
            Environment.Deadlines.Set(this, Environment.Clock.Steady + _retry);
        }
    }

    private void QueueDueActivities()
    {
        // One look at the clock for both: an attempt that became due in between would be in neither.
        var now = UtcNow;
        Activities.QueueDue(_state, now);
        UpdateDeadline(now);
    }

    private void UpdateDeadline(DateTimeOffset now)
    {
        var next = RunDeadlines.Next(this, _state).Due;
        var attempt = _state.Status == WorkflowExecutionStatus.Running ? Activities.NextBackoffEnd(now) : null;
        Environment.Deadlines.Set(this, _clock.ToSteady(next is null || attempt < next ? attempt ?? next : next));
    }

    /// <summary>A virtual clock does not advance while a worker has, or could have, something to do for this run.</summary>
    private void UpdateHold() => _hold.Set(_hold.IsUsed && (_tellsFamily || ExternalRequests.AreUnderway(_state)
        || (_state.Status == WorkflowExecutionStatus.Running && (_state.WorkflowTask is not null || Activities.AreDue(UtcNow)))));
}
