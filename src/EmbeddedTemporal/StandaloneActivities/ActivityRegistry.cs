using System.Collections.Concurrent;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Finds standalone activities. Open ones are in memory; closed ones are read when somebody asks for them.</summary>
internal sealed class ActivityRegistry
{
    /// <summary>Held while a start is decided.</summary>
    private readonly Lock _starting = new();
    private readonly ActivityEnvironment _environment;
    private readonly ActivityReader _reader;
    private readonly ConcurrentDictionary<long, StandaloneActivity> _byKey = new();
    private readonly ConcurrentDictionary<string, StandaloneActivity> _byRunId = new();
    private readonly ConcurrentDictionary<(string Namespace, string ActivityId), StandaloneActivity> _latest = new();
    private long _lastKey;

    public ActivityRegistry(RunEnvironment environment)
    {
        _environment = new ActivityEnvironment(environment) { Closed = Forget };
        _reader = new ActivityReader(environment.Reader, environment.Quarantine);
        _lastKey = _reader.LastKey();
    }

    /// <summary>Loads every open activity, and lets it go on.</summary>
    public void Resume()
    {
        var open = _reader.Open().ConvertAll(stored => new StandaloneActivity(_environment, stored));
        open.ForEach(Add);
        open.ForEach(activity => activity.Resume());
        if (open.Count > 0)
        {
            _environment.Runs.Queues.SortByAge();
        }
    }

    /// <summary>Starts an activity, or finds the one that the request means by its policies.</summary>
    /// <returns>The activity, once it is on disk, and whether this request started it.</returns>
    /// <exception cref="RpcException">The policies allow no other activity of that id.</exception>
    public async Task<(StandaloneActivity Activity, bool Started)> StartAsync(StartActivityExecutionRequest request)
    {
        StandaloneActivity activity;
        bool started;
        Task durable;
        lock (_starting)
        {
            (activity, started, durable) = Decide(request, Latest(request.Namespace, request.ActivityId));
        }

        await durable.ConfigureAwait(false);
        return (activity, started);
    }

    /// <summary>The activity of a run id, or the latest of an id.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    /// <exception cref="DamagedRunException">It is damaged.</exception>
    public StandaloneActivity Get(string @namespace, string activityId, string runId)
    {
        var activity = runId.Length == 0 ? Latest(@namespace, activityId) : _byRunId.GetValueOrDefault(runId) ?? Load(_reader.ByRunId(runId));
        return activity is not null && activity.Namespace == @namespace && activity.ActivityId == activityId ? activity : throw ActivityErrors.NotFound();
    }

    /// <summary>Removes an activity, open or not, damaged or not.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    public async Task RemoveAsync(string @namespace, string activityId, string runId)
    {
        try
        {
            await Get(@namespace, activityId, runId).RemoveAsync().ConfigureAwait(false);
        }
        catch (DamagedRunException e)
        {
            await _environment.Runs.Log.Run(connection => ActivityWriter.Remove(connection, e.RunKey)).ConfigureAwait(false);
            _environment.Runs.Quarantine.Remove(e.RunKey);
        }
    }

    /// <summary>The activity of a task token; null if it is gone.</summary>
    public StandaloneActivity? Find(long key) => _byKey.GetValueOrDefault(key) ?? Load(_reader.ByKey(key));

    private (StandaloneActivity Activity, bool Started, Task Durable) Decide(StartActivityExecutionRequest request, StandaloneActivity? latest)
    {
        if (latest is null)
        {
            return Begin(request);
        }

        var (status, durable) = latest.Snapshot();
        if (request.RequestId.Length > 0 && latest.Start.RequestId == request.RequestId)
        {
            return (latest, true, durable);
        }

        if (status == ActivityExecutionStatus.Running)
        {
            return request.IdConflictPolicy == ActivityIdConflictPolicy.UseExisting ? (latest, false, durable) : (latest, false, Errors.RefuseAsync(ActivityErrors.AlreadyStarted(latest), durable));
        }

        var isReusable = request.IdReusePolicy switch
        {
            ActivityIdReusePolicy.RejectDuplicate => false,
            ActivityIdReusePolicy.AllowDuplicateFailedOnly => status != ActivityExecutionStatus.Completed,
            _ => true,
        };
        return isReusable ? Begin(request) : (latest, false, Errors.RefuseAsync(ActivityErrors.AlreadyStarted(latest), durable));
    }

    private (StandaloneActivity Activity, bool Started, Task Durable) Begin(StartActivityExecutionRequest request)
    {
        _environment.Runs.Log.ThrowIfRefusing();
        var start = ActivityStartCheck.ToStart(request, Timestamp.FromDateTimeOffset(_environment.Runs.Clock.Present));
        var activity = new StandaloneActivity(_environment, Interlocked.Decrement(ref _lastKey), request.Namespace, start);
        Add(activity);
        try
        {
            return (activity, true, activity.Begin());
        }
        catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
        {
            Forget(activity);
            throw;
        }
    }

    private StandaloneActivity? Latest(string @namespace, string activityId) => _latest.GetValueOrDefault((@namespace, activityId)) ?? Load(_reader.Latest(@namespace, activityId));

    /// <summary>The activity of a row: the one in memory, or a closed one.</summary>
    private StandaloneActivity? Load(StoredActivity? stored)
    {
        if (stored is not null && _byKey.GetValueOrDefault(stored.Key) is { } known)
        {
            return known;
        }

        // One that was open when its row was read, and is not in memory any more, has closed since or was removed.
        var closed = stored?.State.IsOpen() == true ? _reader.ByKey(stored.Key) : stored;
        return closed is null ? null : new StandaloneActivity(_environment, closed);
    }

    private void Add(StandaloneActivity activity)
    {
        _byKey[activity.Key] = activity;
        _byRunId[activity.Start.RunId] = activity;
        _latest[(activity.Namespace, activity.ActivityId)] = activity;
    }

    private void Forget(StandaloneActivity activity)
    {
        _ = _byKey.TryRemove(activity.Key, out _);
        _ = _byRunId.TryRemove(activity.Start.RunId, out _);
        _ = _latest.TryRemove(KeyValuePair.Create((activity.Namespace, activity.ActivityId), activity));
    }
}
