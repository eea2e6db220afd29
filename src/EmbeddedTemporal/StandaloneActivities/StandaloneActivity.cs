using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>
/// An activity that a client started, without a workflow. Its state is behind one lock; each change of it is one commit. Workers get an
/// attempt, and callers an answer, once the commit that it rests on is on disk.
/// </summary>
internal sealed partial class StandaloneActivity
{
    private readonly Lock _gate = new();
    private readonly ActivityEnvironment _environment;
    private readonly RunClock _clock;
    private readonly VirtualClockHold _hold;
    private StandaloneActivityState _state;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Durability? _lastCommit;
    private (int Attempt, int Stamp)? _queued;
    private int? _lostAttempt;
    private bool _stored;
    private bool _removed;

    /// <summary>An activity that begins now.</summary>
    public StandaloneActivity(ActivityEnvironment environment, long key, string @namespace, StandaloneActivityStart start)
        : this(environment, new StoredActivity(key, @namespace, start, ActivityStartCheck.FirstState(start))) => _stored = false;

    /// <summary>An activity read from the database.</summary>
    public StandaloneActivity(ActivityEnvironment environment, StoredActivity stored)
    {
        (_environment, Key, Namespace, Start, _state, _stored) = (environment, stored.Key, stored.Namespace, stored.Start, stored.State, true);
        _clock = RunClock.From(environment.Runs.Clock, stored.State.LastChangeTime);
        _hold = new VirtualClockHold(environment.Runs.Clock.Skipping);
        Answers = new StandaloneAnswers(this, environment.Runs.Limits);
        Control = new StandaloneControl(this, environment.Runs.Limits);
    }

    /// <inheritdoc/>
    public long Key { get; }

    public string Namespace { get; }

    public StandaloneActivityStart Start { get; }

    public string ActivityId => Start.Scheduled.ActivityId;

    public StandaloneAnswers Answers { get; }

    public StandaloneControl Control { get; }

    private Task Durable => _lastCommit?.Task ?? Task.CompletedTask;

    private DateTimeOffset UtcNow => _clock.UtcNow;

    /// <summary>Makes its first commit.</summary>
    public Task Begin() => Change(static (_, _) => { });

    /// <summary>Continues after a start of the service.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _lostAttempt = _state.Activity.StartedTime is not null && _environment.Runs.IsLostWorker(_state.Activity.Identity) ? _state.Activity.Attempt : null;
            QueueIfDue();
            UpdateHold();
        }
    }

    /// <summary>The status, true once all that has been done so far is on disk.</summary>
    public Committed<ActivityExecutionStatus> Snapshot()
    {
        lock (_gate)
        {
            return new(_state.Status, Durable);
        }
    }

    /// <summary>Describes it; with a token, once it has changed since the token was given.</summary>
    /// <returns>Null if that took too long.</returns>
    public Task<DescribeActivityExecutionResponse?> DescribeAsync(DescribeActivityExecutionRequest request, long seen, CancellationToken cancellationToken) =>
        WhenAsync(state => state.Transitions != seen ? ActivityDescription.Of(Key, Start, state, request, UtcNow) : null, cancellationToken);

    /// <summary>Waits until it has ended.</summary>
    /// <returns>How it ended; null if that took too long.</returns>
    public Task<PollActivityExecutionResponse?> PollAsync(CancellationToken cancellationToken) =>
        WhenAsync(state => ActivityDescription.Outcome(state) is { } outcome ? new PollActivityExecutionResponse { RunId = Start.RunId, Outcome = outcome } : null, cancellationToken);

    /// <summary>Makes a change while it is open, which returns its result, to be used once it is on disk.</summary>
    public Committed<T> Change<T>(Func<StandaloneActivityState, Timestamp, T> change)
    {
        lock (_gate)
        {
            _environment.Runs.Log.ThrowIfRefusing();
            var (now, next) = (UtcNow, _state.Clone());
            T result;
            try
            {
                ThrowIfGone();
                result = change(next, Timestamp.FromDateTimeOffset(now));
            }
            catch (RpcException refusal)
            {
                // It rests on a change that may still be on its way to the disk.
                return new(default!, Errors.RefuseAsync(refusal, Durable));
            }

            if (!_stored || !next.Equals(_state))
            {
                Commit(next, now);
            }

            return new(result, Durable);
        }
    }

    /// <inheritdoc cref="Change{T}"/>
    public Task Change(Action<StandaloneActivityState, Timestamp> change) => Change((state, now) =>
    {
        change(state, now);
        return true;
    }).Task;

    /// <summary>Removes it, open or not.</summary>
    public Task RemoveAsync()
    {
        lock (_gate)
        {
            _environment.Runs.Log.ThrowIfRefusing();
            ThrowIfGone();
            _removed = true;
            _environment.Runs.Deadlines.Set(this, null);
            UpdateHold();
            Append(new ActivityCommit(Key, _environment.Writer, OnCommitted));
            return Durable;
        }
    }

    private async Task<T?> WhenAsync<T>(Func<StandaloneActivityState, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            Task durable, progress;
            T? found;
            lock (_gate)
            {
                ThrowIfGone();
                (found, durable, progress) = (read(_state), Durable, _progress.Task);
            }

            if (found is not null)
            {
                await durable.ConfigureAwait(false);
                return found;
            }

            try
            {
                await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    private void ThrowIfGone()
    {
        if (_removed)
        {
            throw ActivityErrors.NotFound();
        }
    }

    private void Commit(StandaloneActivityState next, DateTimeOffset now)
    {
        next.Transitions++;
        next.LastChangeTime = Timestamp.FromDateTimeOffset(now);
        var (isNew, changesItem) = (!_stored, next.Status != _state.Status || next.Activity.TaskQueue != _state.Activity.TaskQueue);
        var (executionTime, startTime) = (next.Activity.ScheduledTime.ToDateTimeOffset().UtcTicks, Start.ScheduleTime.ToDateTimeOffset().UtcTicks);
        var commit = new ActivityCommit(Key, _environment.Writer, OnCommitted)
        {
            New = !isNew ? null : new NewActivity(
                Namespace, ActivityId, Start.RunId, Start.Scheduled.ActivityType.Name, startTime, executionTime, Start.ToByteArray(), _environment.Runs.Attributes.Index(Namespace, Start.SearchAttributes)),
            Columns = new ActivityColumns(next.Activity.TaskQueue, (long)next.Status, next.CloseTime?.ToDateTimeOffset().UtcTicks, next.Transitions, startTime, next.ToByteArray()),
            Item = isNew || changesItem ? ActivityDescription.ListItem(Start, next).ToByteArray() : null,
        };
        (_state, _stored) = (next, true);
        SetDeadline(now);
        UpdateHold();
        Append(commit);
    }

    private void Append(ActivityCommit commit)
    {
        _environment.Runs.Log.Append(commit);
        _lastCommit = commit.Durability;
    }

    /// <summary>On the commit log's thread.</summary>
    private void OnCommitted()
    {
        try
        {
            bool isGone;
            lock (_gate)
            {
                QueueIfDue();
                isGone = _removed || !_state.IsOpen();
                var progress = _progress;
                _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = progress.TrySetResult();
            }

            if (isGone)
            {
                _environment.Closed(this);
            }
        }
        catch (Exception e)
        {
            Log.Failed(_environment.Runs.Logger, ActivityId, Start.RunId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The standalone activity {ActivityId} (run {RunId}) failed")]
        public static partial void Failed(ILogger logger, string activityId, string runId, Exception exception);
    }
}
