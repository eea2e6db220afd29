using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;
using Temporalio.Worker.Tasks;

namespace Temporalio.Worker.Activities;

/// <summary>Polls for activities and runs them.</summary>
internal sealed class ActivityTaskPollers : IEagerActivities, IDisposable
{
    private readonly WorkerSettings _settings;
    private readonly ActivityTaskHandler _handler;
    private readonly SemaphoreSlim _room;
    private readonly WorkInProgress _working = new();
    private readonly RateLimit _rate;

    public ActivityTaskPollers(WorkerSettings settings)
    {
        _settings = settings;
        _handler = new(settings);
        _room = new(settings.Options.MaxConcurrentActivities ?? 100);
        _rate = new(settings.Options.MaxActivitiesPerSecond, TimeProvider.System);
    }

    /// <summary>The activities that run.</summary>
    public RunningActivities Running => _handler.Running;

    public Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        if (_settings.Options.Activities.Count == 0)
        {
            return Task.CompletedTask;
        }

        var poller = new Poller("activities", _room, TimeProvider.System, _settings.Logger);
        return Task.WhenAll(Enumerable.Range(0, Math.Max(1, _settings.Options.MaxConcurrentActivityTaskPolls))
            .Select(_ => poller.RunAsync(token => PollAsync(stopping, token), Start, stopping, abandon)));
    }

    /// <summary>Waits for the activities that run.</summary>
    public Task FinishAsync() => _working.FinishAsync();

    // What is handed over in a workflow task's answer passes by both limits.
    private bool IsUnlimited => _rate.IsUnlimited && _settings.Options.MaxTaskQueueActivitiesPerSecond is null or <= 0;

    bool IEagerActivities.TryReserve() =>
        _settings.Options.Activities.Count > 0 && !Running.IsStopping && IsUnlimited && _room.Wait(0);

    void IEagerActivities.Release() => _room.Release();

    public void Start(PollActivityTaskQueueResponse task) => _working.Add(async () =>
    {
        try
        {
            await _handler.HandleAsync(task).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    });

    public void Dispose()
    {
        _room.Dispose();
        Running.Dispose();
    }

    private async Task<PollActivityTaskQueueResponse?> PollAsync(CancellationToken stopping, CancellationToken abandon)
    {
        if (!await _rate.WaitAsync(stopping).ConfigureAwait(false))
        {
            return null;
        }

        var request = new PollActivityTaskQueueRequest
        {
            Namespace = _settings.Namespace,
            TaskQueue = new() { Name = _settings.TaskQueue, Kind = TaskQueueKind.Normal },
            Identity = _settings.Identity,
            WorkerInstanceKey = _settings.InstanceKey,
            DeploymentOptions = _settings.Deployment,
        };
        if (_settings.Options.MaxTaskQueueActivitiesPerSecond is { } limit)
        {
            request.TaskQueueMetadata = new() { MaxTasksPerSecond = limit };
        }

        var response = await _settings.Service.InvokeRpcAsync(
            "PollActivityTaskQueue", request, PollActivityTaskQueueResponse.Parser, new() { CancellationToken = abandon }, RpcPolicy.Poll).ConfigureAwait(false);
        return response.TaskToken.IsEmpty ? null : response;
    }
}
