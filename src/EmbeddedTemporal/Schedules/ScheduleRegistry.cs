using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Grpc.Core;
using Temporalio.Api.History.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Finds schedules. All of them are in memory.</summary>
internal sealed class ScheduleRegistry
{
    /// <summary>Guards the fields below; nothing else is locked while it is held.</summary>
    private readonly Lock _gate = new();
    private readonly ScheduleEnvironment _environment;
    private readonly Dictionary<(string Namespace, string Id), ActiveSchedule> _schedules = [];
    private readonly Dictionary<long, ActiveSchedule> _byKey = [];
    private readonly Dictionary<(string Namespace, string Id), ScheduleKey> _damaged = [];
    private long _lastKey;

    /// <summary>Loads all schedules; <see cref="Resume"/> lets them go on.</summary>
    public ScheduleRegistry(RunEnvironment environment, RunRegistry runs)
    {
        _environment = new ScheduleEnvironment(environment, new ScheduleStarter(environment, runs)) { Expire = schedule => _ = RemoveAsync(schedule) };
        var (sound, damaged) = environment.Reader.Read(connection => ScheduleReader.ReadAll(connection, environment.Quarantine));
        sound.ForEach(stored => Add(new ActiveSchedule(_environment, stored)));
        damaged.ForEach(key => _damaged[(key.Namespace, key.ScheduleId)] = key);
        _lastKey = sound.Select(s => s.Key).Concat(damaged).Select(k => k.Key).Append(0).Min();
        environment.ScheduledRunClosed = OnRunClosed;
    }

    /// <summary>After the runs have been resumed.</summary>
    public void Resume()
    {
        foreach (var schedule in _byKey.Values.ToList())
        {
            schedule.Resume();
        }
    }

    /// <exception cref="RpcException">There is one of that id.</exception>
    public async Task CreateAsync(CreateScheduleRequest request, ScheduleDefinition definition)
    {
        ThrowIfDamaged(request.Namespace, request.ScheduleId);
        var key = new ScheduleKey(Interlocked.Decrement(ref _lastKey), request.Namespace, request.ScheduleId, _environment.Runs.Clock.Present.UtcTicks);
        var schedule = new ActiveSchedule(_environment, key, definition, request.Schedule.State?.Clone() ?? new ScheduleState());
        ActiveSchedule? existing = null;
        try
        {
            await schedule.Begin(request.InitialPatch, () =>
            {
                existing = TryAdd(schedule);
                if (existing is not null)
                {
                    throw ScheduleErrors.AlreadyExists(existing);
                }
            }).ConfigureAwait(false);
        }
        catch (RpcException) when (existing is not null)
        {
            await existing.Durable.ConfigureAwait(false);
            if (existing.RequestId != request.RequestId)
            {
                throw;
            }
        }
        catch (Exception e) when (e is RpcException or DatabaseException && !schedule.IsStored)
        {
            Forget(schedule);
            throw;
        }
    }

    /// <exception cref="RpcException">There is none of that id.</exception>
    public ActiveSchedule Get(string @namespace, string scheduleId)
    {
        ThrowIfDamaged(@namespace, scheduleId);
        return Find(@namespace, scheduleId) ?? throw ScheduleErrors.NotFound();
    }

    public ActiveSchedule? Find(long key)
    {
        lock (_gate)
        {
            return _byKey.GetValueOrDefault(key);
        }
    }

    /// <summary>Removes a schedule, also one that is damaged.</summary>
    /// <exception cref="RpcException">There is none of that id.</exception>
    public Task RemoveAsync(string @namespace, string scheduleId)
    {
        ScheduleKey? damaged;
        lock (_gate)
        {
            _ = _damaged.Remove((@namespace, scheduleId), out damaged);
        }

        if (damaged is null)
        {
            return RemoveAsync(Get(@namespace, scheduleId));
        }

        var removal = new ScheduleCommit { Schedule = damaged };
        _environment.Runs.Log.Append(removal);
        _environment.Runs.Quarantine.Remove(damaged.Key);
        return removal.Durability.Task;
    }

    private Task RemoveAsync(ActiveSchedule schedule)
    {
        var removed = schedule.Remove();
        Forget(schedule);
        return removed;
    }

    private void OnRunClosed(Run run, HistoryEvent close)
    {
        if (ScheduledStart.ScheduleOf(run.Start) is { } id && Find(run.Namespace, id) is { } schedule)
        {
            schedule.RunEnded(new() { WorkflowId = run.WorkflowId, RunId = run.Start.FirstRunId }, ScheduledRunEnd.Of(run.Snapshot().Result, close));
        }
    }

    private ActiveSchedule? Find(string @namespace, string scheduleId)
    {
        lock (_gate)
        {
            return _schedules.GetValueOrDefault((@namespace, scheduleId));
        }
    }

    private void ThrowIfDamaged(string @namespace, string scheduleId)
    {
        lock (_gate)
        {
            if (_damaged.TryGetValue((@namespace, scheduleId), out var key))
            {
                _environment.Runs.Quarantine.ThrowIfDamaged(key.Key);
            }
        }
    }

    /// <summary>The schedule of that id that is there; null if it could be added.</summary>
    private ActiveSchedule? TryAdd(ActiveSchedule schedule)
    {
        lock (_gate)
        {
            if (_schedules.TryGetValue((schedule.Id.Namespace, schedule.Id.ScheduleId), out var existing))
            {
                return existing;
            }

            Add(schedule);
            return null;
        }
    }

    private void Add(ActiveSchedule schedule)
    {
        _schedules[(schedule.Id.Namespace, schedule.Id.ScheduleId)] = schedule;
        _byKey[schedule.Key] = schedule;
    }

    private void Forget(ActiveSchedule schedule)
    {
        lock (_gate)
        {
            _ = _byKey.Remove(schedule.Key);
            if (_schedules.GetValueOrDefault((schedule.Id.Namespace, schedule.Id.ScheduleId)) == schedule)
            {
                _ = _schedules.Remove((schedule.Id.Namespace, schedule.Id.ScheduleId));
            }
        }
    }
}
