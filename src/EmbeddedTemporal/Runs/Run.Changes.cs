using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>How a run changes: gathered in memory, committed as one, undone as one.</content>
internal sealed partial class Run
{
    private RunChange? _change;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Durability? _lastCommit;
    private bool _busy;

    /// <summary>Ends when all that has been done so far is on disk.</summary>
    private Task Durable => _lastCommit?.Task ?? Task.CompletedTask;

    /// <summary>The history's size with what the change at hand adds.</summary>
    private long HistoryBytes => _state.HistoryBytes + Current.Bytes;

    private RunChange Current => _change ?? throw new InvalidOperationException("No change is under way.");

    /// <summary>Makes a change and returns its result, to be used once the change is on disk. So is a refusal: what it rests on may still be on its way there.</summary>
    private Committed<T> Change<T>(Func<T> change)
    {
        lock (_gate)
        {
            _environment.Log.ThrowIfRefusing();
            _change = new RunChange(_state.Clone());
            try
            {
                var result = change();
                BoundBuffer();
                EndIfFull();
                var durable = CommitChange();
                _activities.Keep();
                _timers.Keep();
                return new Committed<T>(result, durable);
            }
            catch (RpcException refusal)
            {
                Undo();
                return new Committed<T>(default!, Errors.RefuseAsync(refusal, Durable));
            }
            catch
            {
                Undo();
                throw;
            }
            finally
            {
                _change = null;
            }
        }
    }

    private Task Change(Action change) => Change(() =>
    {
        change();
        return true;
    }).Task;

    /// <summary>Appends an event now.</summary>
    private HistoryEvent Append(EventType type, Action<HistoryEvent> fill, Timestamp? time = null)
    {
        var historyEvent = new HistoryEvent { EventType = type, EventTime = time ?? Now };
        fill(historyEvent);
        return Append(historyEvent);
    }

    private HistoryEvent Append(HistoryEvent historyEvent)
    {
        historyEvent.EventId = _state.NextEventId++;
        historyEvent.TaskId = Database.RowId(Key, historyEvent.EventId);
        Current.Events.Add(historyEvent);
        Current.Bytes += historyEvent.CalculateSize();
        return historyEvent;
    }

    /// <summary>Appends an event, or keeps it until the workflow task that is out has been answered.</summary>
    private void AppendOrBuffer(EventType type, Action<HistoryEvent> fill, Timestamp? time = null)
    {
        var historyEvent = new HistoryEvent { EventType = type };
        fill(historyEvent);
        AppendOrBuffer(historyEvent, time);
    }

    private void AppendOrBuffer(HistoryEvent historyEvent, Timestamp? time = null)
    {
        historyEvent.EventTime = time ?? Now;
        if (_state.WorkflowTask is { StartedEventId: > 0 })
        {
            _state.BufferedEvents.Add(historyEvent);
        }
        else
        {
            _ = Append(historyEvent);
        }
    }

    private Task CommitChange()
    {
        var change = Current;
        if (!_stored || _activities.AreChanged || _timers.AreChanged || !change.IsEmpty(_state))
        {
            return CommitChange(change);
        }

        // Nothing new to write, but what the answer rests on may still be on its way to the disk.
        Publish(change);
        return Durable;
    }

    private Task CommitChange(RunChange change)
    {
        byte[]? events = null;
        if (change.Events.Count > 0)
        {
            var history = new History();
            history.Events.AddRange(change.Events);
            events = history.ToByteArray();
            _state.HistoryBytes += events.Length;
        }

        var pending = new List<PendingChange>();
        _activities.AddChanges(pending);
        _timers.AddChanges(pending);
        var now = UtcNow;
        _state.StateTransitions++;
        _state.LastChangeTime = Timestamp.FromDateTimeOffset(now);
        _history.Append(change.Events);
        var last = _history.Last;
        var commit = new RunCommit
        {
            RunKey = Key,
            NewRun = _stored ? null : Describe(Start),
            Status = _state.Status,
            CloseTime = _state.CloseTime?.ToDateTimeOffset().UtcTicks,
            HistoryLength = last,
            HistoryBytes = _state.HistoryBytes,
            Transitions = _state.StateTransitions,
            State = _state.ToByteArray(),
            FirstEventId = last - change.Events.Count + 1,
            Events = events,
            Pending = pending,
            RequestIds = change.RequestIds,
            Committed = () => OnCommitted(change, last),
        };
        _stored = true;
        UpdateDeadline(now);
        UpdateBusy();
        _environment.Log.Append(commit);
        _lastCommit = commit.Durability;
        return Durable;
    }

    private NewRun Describe(RunStart start)
    {
        var started = start.StartTime.ToDateTimeOffset();
        var backoff = start.FirstTaskBackoff?.ToTimeSpan() ?? TimeSpan.Zero;
        return new NewRun(Namespace, start.WorkflowId, start.RunId, start.WorkflowType, start.TaskQueue, started.UtcTicks, (started + backoff).UtcTicks, start.ToByteArray());
    }

    /// <summary>On the commit log's thread.</summary>
    private void OnCommitted(RunChange change, long last)
    {
        try
        {
            lock (_gate)
            {
                _history.Commit(last, _state.PreviousStartedEventId);
                Publish(change);
                var progress = _progress;
                _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = progress.TrySetResult();
            }

            if (change.Closes)
            {
                _environment.Closed(this);
            }
        }
        catch (Exception e)
        {
            Log.PublishFailed(_environment.Logger, WorkflowId, RunId, e);
        }
    }

    /// <summary>Hands out what a committed change has given to do.</summary>
    private void Publish(RunChange change)
    {
        if (change.QueueWorkflowTask && _state.WorkflowTask is { StartedEventId: 0 } task)
        {
            QueueWorkflowTask(task);
        }

        // Not only after a change of activities: a retry can have become due while any other change was on its way.
        QueueDueActivities();
        AskOthers();

        CompleteQueries(change.QueryResults);
        PublishQueries();
    }

    private void Undo()
    {
        var change = Current;
        _state = change.StateBefore;
        foreach (var requestId in change.RequestIds)
        {
            _ = _requestIds.Remove(requestId);
        }

        _activities.Undo();
        _timers.Undo();
    }

    /// <summary>A virtual clock stands still while a worker has, or could have, something to do for this run.</summary>
    private void UpdateBusy()
    {
        if (_environment.Clock.Skipping is not { } clock)
        {
            return;
        }

        var busy = IsOpen && (_state.WorkflowTask is not null || IsAskingOthers || _activities.All.Any(a => a.AttemptScheduledTime <= Now));
        if (busy == _busy)
        {
            return;
        }

        _busy = busy;
        if (busy)
        {
            clock.Enter();
        }
        else
        {
            clock.Leave();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Handing out the tasks of workflow {WorkflowId} ({RunId}) failed")]
        public static partial void PublishFailed(ILogger logger, string workflowId, string runId, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow {WorkflowId} ({RunId}) has {Events} events, {Bytes} bytes: it will be terminated at {MaxEvents} events or {MaxBytes} bytes")]
        public static partial void HistoryGrows(ILogger logger, string workflowId, string runId, long events, long bytes, int maxEvents, int maxBytes);
    }
}

/// <summary>The result of a change, with the commit that makes it true.</summary>
internal readonly record struct Committed<T>(T Result, Task Task)
{
    public async Task<T> WhenDurable()
    {
        await Task.ConfigureAwait(false);
        return Result;
    }
}
