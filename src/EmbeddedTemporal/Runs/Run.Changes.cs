using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Grpc.Core;

namespace EmbeddedTemporal.Runs;

/// <summary>Changes of a run: each is a transaction under the run's lock, and one commit.</summary>
internal sealed partial class Run
{
    /// <summary>Makes a change, which returns its result, to be used once it is on disk. So is a refusal: what it rests on may still be on its way there.</summary>
    public Committed<T> Change<T>(Func<RunTransaction, T> change)
    {
        lock (_gate)
        {
            Environment.Log.ThrowIfRefusing();
            var transaction = new RunTransaction(this, _state, _clock, _requestIds);
            try
            {
                var result = change(transaction);
                BufferedEvents.Bound(transaction);
                Closing.EndIfFull(transaction);
                var durable = transaction.Successor is { } successor ? Commit(transaction, successor) : Commit(transaction);
                foreach (var part in PendingParts)
                {
                    part.Keep();
                }

                return new Committed<T>(result, durable);
            }
            catch (RpcException refusal)
            {
                Undo(transaction);
                return new Committed<T>(default!, Errors.RefuseAsync(refusal, Durable));
            }
            catch
            {
                Undo(transaction);
                throw;
            }
            finally
            {
                transaction.End();
            }
        }
    }

    public Task Change(Action<RunTransaction> change) => Change(transaction =>
    {
        change(transaction);
        return true;
    }).Task;

    /// <summary>Makes the change if the state allows it; null if not.</summary>
    public Committed<T>? ChangeIf<T>(Func<RunState, bool> condition, Func<RunTransaction, T> change)
    {
        lock (_gate)
        {
            return condition(_state) ? Change(change) : null;
        }
    }

    /// <inheritdoc cref="ChangeIf{T}"/>
    public Task? ChangeIf(Func<RunState, bool> condition, Action<RunTransaction> change)
    {
        lock (_gate)
        {
            return condition(_state) ? Change(change) : null;
        }
    }

    /// <summary>Closes the run and starts the one that follows, in one commit.</summary>
    private Task Commit(RunTransaction transaction, Successor successor)
    {
        var durable = Task.CompletedTask;
        Environment.Log.AppendAtomically(() =>
        {
            Environment.Log.ThrowIfRefusing();
            Environment.StartSuccessor(this, successor);
            durable = Commit(transaction);
        });
        return durable;
    }

    private Task Commit(RunTransaction transaction)
    {
        if (_stored && transaction.IsEmpty && !PendingParts.Any(p => p.AreChanged))
        {
            // Nothing new to write, but what the answer rests on may still be on its way to the disk.
            Publish(transaction);
            return Durable;
        }

        var now = UtcNow;
        var commit = transaction.ToCommit(isNew: !_stored, now, OnCommitted);
        _state = transaction.State;
        _stored = true;
        _tellsFamily |= transaction.Closes && HasFamily;
        UpdateDeadline(now);
        UpdateHold();
        Environment.Log.Append(commit);
        _lastCommit = commit.Durability;
        return Durable;
    }

    private void Undo(RunTransaction transaction)
    {
        _state = transaction.StateBefore;
        _requestIds.ExceptWith(transaction.RequestIds);
        foreach (var part in PendingParts)
        {
            part.Undo();
        }
    }

    /// <summary>On the commit log's thread.</summary>
    private void OnCommitted(RunTransaction transaction, long last)
    {
        try
        {
            lock (_gate)
            {
                Events.Commit(last, _state.PreviousStartedEventId);
                Publish(transaction);
                var progress = _progress;
                _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = progress.TrySetResult();
            }

            if (transaction.Closes)
            {
                Environment.Closed(this);
            }
        }
        catch (Exception e)
        {
            RunLog.PublishFailed(Environment.Logger, WorkflowId, RunId, e);
        }
    }

    /// <summary>Hands out the tasks of a committed change.</summary>
    private void Publish(RunTransaction transaction)
    {
        if (transaction.QueueWorkflowTask && _state.WorkflowTask is { StartedEventId: 0 } task)
        {
            WorkflowTasks.Enqueue(task);
        }

        // Not only after a change of activities: a retry can have become due while any other change was on its way.
        QueueDueActivities();
        ExternalRequests.Dispatch(_state);
        transaction.AfterCommit.ForEach(tell => tell());
        Queries.Complete(transaction.QueryResults);
        Queries.Publish(_state);
    }
}
