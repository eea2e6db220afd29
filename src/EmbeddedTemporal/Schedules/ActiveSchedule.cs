using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>
/// A schedule: its definition and its progress behind one lock. A change first buffers the times that have come, then does its own work, then
/// starts runs from the buffer. Each start is one commit with the rest of the buffer.
/// </summary>
internal sealed partial class ActiveSchedule : IDeadlineHolder
{
    // How soon a change that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    // How soon a schedule is tried again after an unexpected error.
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly ScheduleEnvironment _environment;
    private ScheduleDefinition _definition;
    private ScheduleProgress _progress;
    private ScheduleTimes _times;
    private volatile Durability? _lastCommit;
    private bool _stored;
    private bool _removed;

    /// <summary>A schedule that begins now; <see cref="Begin"/> stores it.</summary>
    public ActiveSchedule(ScheduleEnvironment environment, ScheduleKey key, ScheduleDefinition definition, ScheduleState state)
        : this(environment, new StoredSchedule(key, definition, new ScheduleProgress
        {
            State = state,
            Info = new ScheduleInfo { CreateTime = TimeOf(key) },
            LastProcessedTime = TimeOf(key),
            ConflictToken = ScheduleDescription.FirstConflictToken,
        })) => _stored = false;

    /// <summary>A schedule read from the database.</summary>
    public ActiveSchedule(ScheduleEnvironment environment, StoredSchedule stored)
    {
        (_environment, Id, _definition, _progress, _stored) = (environment, stored.Key, stored.Definition, stored.Progress, true);
        _times = TimesOf(stored.Definition);
    }

    public ScheduleKey Id { get; }

    /// <inheritdoc/>
    public long Key => Id.Key;

    /// <summary>The id of the request that created it.</summary>
    public string RequestId => _definition.RequestId;

    /// <summary>Tells it from earlier ones of the same id.</summary>
    public string InstanceId => _definition.InstanceId;

    /// <summary>Whether its first commit is on its way to the disk.</summary>
    public bool IsStored
    {
        get
        {
            lock (_gate)
            {
                return _stored;
            }
        }
    }

    /// <summary>Ends when all that has been done so far is on disk.</summary>
    public Task Durable => _lastCommit?.Task ?? Task.CompletedTask;

    /// <summary>Makes it known, and commits it with its first actions.</summary>
    public Task Begin(SchedulePatch? patch, Action add)
    {
        lock (_gate)
        {
            add();
            return Change(change =>
            {
                change.HasNewDefinition = true;
                SchedulePatches.Apply(change.Progress, patch ?? new SchedulePatch(), change.Now);
            });
        }
    }

    /// <summary>Goes on after a start of the service: runs may have ended meanwhile, and times have passed.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            foreach (var run in Awaited())
            {
                if (_environment.Starter.FindEnd(Id, run) is { } end)
                {
                    NoteEnd(run, end);
                }
            }
        }

        OnDeadline();
    }

    public Committed<DescribeScheduleResponse> Describe() => Read(() => new Committed<DescribeScheduleResponse>(ScheduleDescription.Of(_definition, _progress, _times), Durable));

    /// <summary>As lists show it; null if it has been removed.</summary>
    public ScheduleListEntry? ListEntry()
    {
        lock (_gate)
        {
            return _removed ? null : ScheduleDescription.Entry(Id, _definition, _progress, _times);
        }
    }

    /// <summary>The times after one and up to another, at most <see cref="ScheduleLimits.MaxMatchingTimes"/>.</summary>
    public List<DateTimeOffset> MatchingTimes(DateTimeOffset after, DateTimeOffset end)
    {
        var times = Read(() => _times);
        var found = new List<DateTimeOffset>();
        for (var next = times.Next(after); next?.Actual <= end && found.Count < ScheduleLimits.MaxMatchingTimes; next = times.Next(next.Value.Actual))
        {
            found.Add(next.Value.Actual);
        }

        return found;
    }

    public Task Update(UpdateScheduleRequest request, ScheduleChecks checks) => Change(change =>
    {
        var definition = checks.Definition(request, _definition);
        if (!request.ConflictToken.IsEmpty && !request.ConflictToken.Equals(ScheduleDescription.Token(change.Progress.ConflictToken)) && !change.Progress.RequestIds.Contains(request.RequestId))
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, "mismatched conflict token");
        }

        if (change.TryAddRequestId(request.RequestId))
        {
            change.Define(definition, TimesOf(definition));
            change.Progress.State = request.Schedule.State?.Clone() ?? new ScheduleState();
        }
    });

    public Task Patch(PatchScheduleRequest request) => Change(change =>
    {
        if (change.TryAddRequestId(request.RequestId))
        {
            SchedulePatches.Apply(change.Progress, request.Patch, change.Now);
        }
    });

    /// <summary>Removes it. Runs that it has started go on.</summary>
    public Task Remove() => Read(() =>
    {
        _environment.Runs.Log.ThrowIfRefusing();
        _removed = true;
        _environment.Runs.Deadlines.Set(this, null);
        Append(new ScheduleCommit { Schedule = Id });
        return Durable;
    });

    /// <summary>A run that names this schedule has ended, and none follows it.</summary>
    public void RunEnded(WorkflowExecution run, ScheduledRunEnd end)
    {
        lock (_gate)
        {
            if (!_removed && ScheduledRuns.IsAwaited(_progress, run))
            {
                NoteEnd(run, end);
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
                if (_removed)
                {
                    return;
                }

                _ = Change(static _ => { });
                if (IdleUntil() <= _environment.Runs.Clock.Present)
                {
                    _environment.Expire(this);
                }
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
            Log.Failed(_environment.Runs.Logger, Id.ScheduleId, e);
            _environment.Runs.Deadlines.Set(this, _environment.Runs.Clock.Steady + _pause);
        }
    }

    private static Timestamp TimeOf(ScheduleKey key) => Timestamp.FromDateTimeOffset(new DateTimeOffset(key.Created, TimeSpan.Zero));

    private ScheduleTimes TimesOf(ScheduleDefinition definition) => new(definition.Spec, $"{Id.Namespace}/{Id.ScheduleId}");

    private List<WorkflowExecution> Awaited() =>
    [
        .. _progress.Info.RunningWorkflows
            .Concat(_progress.Info.RecentActions.Where(a => a.StartWorkflowStatus == WorkflowExecutionStatus.Running).Select(a => a.StartWorkflowResult)).Distinct(),
    ];

    private void NoteEnd(WorkflowExecution run, ScheduledRunEnd end) => _ = Change(change => ScheduledRuns.NoteEnd(change.Progress, change.Definition.Policies, run, end));

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return _removed ? throw ScheduleErrors.NotFound() : read();
        }
    }

    /// <summary>Makes a change. A refusal waits for the commit on which it rests.</summary>
    private Task Change(Action<ScheduleChange> work) => Read(() =>
    {
        _environment.Runs.Log.ThrowIfRefusing();
        var now = _environment.Runs.Clock.Present;
        var change = new ScheduleChange(_definition, _progress, _times, now);
        try
        {
            DueTimes.Collect(change.Progress, change.Times, change.Definition.Policies, now);
            work(change);
            DueTimes.CollectBackfills(change.Progress, change.Times);
            StartBuffered(change);
        }
        catch (RpcException refusal) when (_stored)
        {
            return Errors.RefuseAsync(refusal, Durable);
        }

        Commit(change);
        SetDeadline();
        return Durable;
    });

    /// <summary>Commits the change so far; it may go on.</summary>
    private void Commit(ScheduleChange change)
    {
        if (_stored && !change.HasNewDefinition && change.Progress.Equals(_progress))
        {
            return;
        }

        Append(new ScheduleCommit
        {
            Schedule = Id,
            IsNew = !_stored,
            Definition = change.HasNewDefinition ? change.Definition.ToByteArray() : null,
            Progress = change.Progress.ToByteArray(),
            Attributes = change.HasNewDefinition || change.Progress.State.Paused != _progress.State.Paused ? _environment.IndexedValues(Id, change.Definition, change.Progress) : null,
        });
        (_definition, _times, _progress, _stored, change.HasNewDefinition) = (change.Definition, change.Times, change.Progress.Clone(), true, false);
    }

    private void Append(ScheduleCommit commit)
    {
        _environment.Runs.Log.Append(commit);
        _lastCommit = commit.Durability;
    }

    private void SetDeadline()
    {
        var (steady, present) = _environment.Runs.Clock.Read();
        var next = _progress.CanBackfill() ? present : DueTimes.NextLook(_progress, _times) ?? IdleUntil();
        _environment.Runs.Deadlines.Set(this, next is { } time ? steady + (time > present ? time - present : TimeSpan.Zero) : null);
    }

    /// <summary>Never while time is skipped: nothing would keep the clock from skipping to it.</summary>
    private DateTimeOffset? IdleUntil() => _environment.Runs.Clock.Skipping is null ? DueTimes.IdleUntil(_progress, _times) : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The schedule {ScheduleId} failed")]
        public static partial void Failed(ILogger logger, string scheduleId, Exception exception);
    }
}
