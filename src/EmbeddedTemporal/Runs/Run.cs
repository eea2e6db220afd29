using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// One run of a workflow. Its parts own its state and change it only with a transaction, which the run opens under its lock; the
/// events, state and tasks of a transaction are committed together. Answers, tasks and readers wait for that commit. A transaction
/// that fails leaves no trace.
/// </summary>
internal sealed class Run : IDeadlineHolder
{
    /// <summary>The identity by which the real service signs what it does itself.</summary>
    public const string HistoryService = "history-service";

    // How soon a change that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly RunClock _clock;
    private readonly HashSet<string> _requestIds = [];
    private readonly VirtualClockHold _hold;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Durability? _lastCommit;
    private RunState _state;
    private bool _stored;
    private bool _tellsFamily;

    /// <summary>A run that begins now.</summary>
    public Run(RunEnvironment environment, long key, string @namespace, RunStart start)
        : this(environment, key, @namespace, start, new RunState { NextEventId = 1, Status = WorkflowExecutionStatus.Running, NextWorkflowTaskAttempt = 1, VersioningOverride = start.VersioningOverride }, new StoredPending([], [], []))
    {
    }

    /// <summary>A run read from the database.</summary>
    public Run(RunEnvironment environment, StoredRun stored, StoredPending pending)
        : this(environment, stored.Key, stored.Namespace, stored.Start, stored.State, pending) => _stored = true;

    private Run(RunEnvironment environment, long key, string @namespace, RunStart start, RunState state, StoredPending pending)
    {
        Environment = environment;
        Key = key;
        Namespace = @namespace;
        Start = start;
        _state = state;
        _clock = RunClock.From(environment.Clock, state.LastChangeTime ?? start.StartTime);
        _hold = new VirtualClockHold(environment.Clock.Skipping);
        _requestIds.UnionWith(pending.RequestIds);
        Events = new RunHistory(environment.Reader, key, state.NextEventId);
        WorkflowTasks = new WorkflowTasks(this);
        Activities = new Activities(this, pending.Activities);
        Timers = new Timers(pending.Timers);
        Children = new Children(this, pending.Children);
        Updates = new Updates(this, pending.Updates);
        PendingParts = [Activities, Timers, Children, Updates];
        ExternalRequests = new ExternalRequests(this);
        Queries = new Queries(this);
    }

    public RunEnvironment Environment { get; }

    public long Key { get; }

    public string Namespace { get; }

    public RunStart Start { get; }

    public string WorkflowId => Start.WorkflowId;

    public string RunId => Start.RunId;

    public WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId };

    /// <summary>The events; to be used under the run's lock alone.</summary>
    public RunHistory Events { get; }

    public WorkflowTasks WorkflowTasks { get; }

    public Activities Activities { get; }

    public Timers Timers { get; }

    public Children Children { get; }

    public Updates Updates { get; }

    /// <summary>The parts whose pending rows are stored.</summary>
    public IReadOnlyList<IPendingPart> PendingParts { get; }

    public ExternalRequests ExternalRequests { get; }

    public Queries Queries { get; }

    /// <summary>Ends with the next commit; to be used under the run's lock alone.</summary>
    public Task Progress => _progress.Task;

    /// <summary>Whether other runs, or a schedule, have to know that this one has closed.</summary>
    public bool HasFamily => Start.Parent is not null || Children.Remaining.Count > 0 || RunRelations.IsScheduled(Start);

    /// <summary>The run's own time.</summary>
    public DateTimeOffset UtcNow => _clock.UtcNow;

    /// <summary>When the run times out, whatever it does.</summary>
    public DateTimeOffset? Expiration
    {
        get
        {
            var byRun = Durations.IsSet(Start.RunTimeout) ? FirstTaskTime + Durations.Of(Start.RunTimeout) : (DateTimeOffset?)null;
            var byExecution = Start.ExecutionExpirationTime?.ToDateTimeOffset();
            return byRun is null || byExecution < byRun ? byExecution : byRun;
        }
    }

    /// <summary>When the first workflow task may be scheduled.</summary>
    public DateTimeOffset FirstTaskTime => Start.StartTime.ToDateTimeOffset() + Durations.Of(Start.FirstTaskBackoff);

    /// <summary>Ends when all that has been done so far is on disk.</summary>
    private Task Durable => _lastCommit?.Task ?? Task.CompletedTask;

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

    /// <summary>Logs a payload that is larger than a workflow's should be.</summary>
    public void WarnIfLarge(int bytes, string what)
    {
        if (bytes > Environment.Limits.WarnPayloadBytes)
        {
            RunLog.PayloadIsLarge(Environment.Logger, what, WorkflowId, RunId, bytes, Environment.Limits.MaxPayloadBytes);
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

    /// <summary>Reads the state, or makes changes that must follow from it, under the run's lock.</summary>
    public T WithLock<T>(Func<RunState, T> read)
    {
        lock (_gate)
        {
            return read(_state);
        }
    }

    /// <summary>The status, true once all that has been done so far is on disk.</summary>
    public Committed<WorkflowExecutionStatus> Snapshot() => WithLock(state => new Committed<WorkflowExecutionStatus>(state.Status, Durable));

    public Committed<DescribeWorkflowExecutionResponse> Describe() =>
        WithLock(state => new Committed<DescribeWorkflowExecutionResponse>(RunDescription.Of(this, state), Durable));

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
