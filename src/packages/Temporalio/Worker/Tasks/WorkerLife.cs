using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Client.Rpc;
using Temporalio.Exceptions;
using Temporalio.Worker.Activities;

namespace Temporalio.Worker.Tasks;

/// <summary>A worker from its first poll to its last answer.</summary>
internal sealed partial class WorkerLife(WorkerSettings settings)
{
    // Told that the worker stops, the service ends its polls at once. One that does not know how holds them for up to a minute.
    private static readonly TimeSpan _patienceWithPolls = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _patienceWithGoodbye = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var activities = new ActivityTaskPollers(settings);
        var handler = new WorkflowTaskHandler(settings, activities);
        using var workflows = new WorkflowTaskPollers(settings, handler);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var abandon = new CancellationTokenSource();
        await settings.Client.Connection.ConnectAsync().ConfigureAwait(false);
        await RequireNamespaceAsync().ConfigureAwait(false);
        Log.Started(settings.Logger, settings.TaskQueue, settings.Namespace, settings.Identity);
        Task[] polling =
        [
            settings.Options.Workflows.Count > 0 ? workflows.RunAsync(stopping.Token, abandon.Token) : Task.CompletedTask,
            activities.RunAsync(stopping.Token, abandon.Token),
        ];
        await FirstFailureOrStopAsync(polling, stopping.Token).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        activities.Running.BeginShutdown();
        using var finished = new CancellationTokenSource();
        var polled = Task.WhenAll(polling);
        var grace = CancelAfterGraceAsync(activities.Running, polled, finished.Token);
        var goodbye = SayGoodbyeAsync();
        await Task.WhenAny(goodbye, Task.Delay(_patienceWithGoodbye, CancellationToken.None)).ConfigureAwait(false);
        await Task.WhenAny(polled, Task.Delay(_patienceWithPolls, CancellationToken.None)).ConfigureAwait(false);
        await abandon.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(polled).ConfigureAwait(false);
        await workflows.FinishAsync().ConfigureAwait(false);
        await activities.FinishAsync().ConfigureAwait(false);
        await finished.CancelAsync().ConfigureAwait(false);
        await grace.ConfigureAwait(false);
        await goodbye.ConfigureAwait(false);
        Log.Stopped(settings.Logger, settings.TaskQueue);
        await polled.ConfigureAwait(false);
    }

    /// <exception cref="RpcException">The namespace is not there, or not for this client.</exception>
    private async Task RequireNamespaceAsync()
    {
        try
        {
            await settings.Service.DescribeNamespaceAsync(new() { Namespace = settings.Namespace }, RpcOptions.Retrying(null)).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.Unimplemented)
        {
            // Nothing can be said beforehand; the polls will tell.
        }
    }

    private static async Task FirstFailureOrStopAsync(Task[] polling, CancellationToken stopping)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stopping.Register(() => stop.TrySetResult());
        foreach (var poll in polling)
        {
            _ = poll.ContinueWith(_ => stop.TrySetResult(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        await stop.Task.ConfigureAwait(false);
    }

    /// <summary>Cancels what still runs when its time is over, also while the service keeps the worker from ending.</summary>
    private async Task CancelAfterGraceAsync(RunningActivities running, Task polled, CancellationToken finished)
    {
        await Task.Delay(settings.Options.GracefulShutdownTimeout, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A poll that is still out would bring back what is handed back here.
        await polled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running.CancelAll();
    }

    private async Task SayGoodbyeAsync()
    {
        var request = new ShutdownWorkerRequest
        {
            Namespace = settings.Namespace,
            StickyTaskQueue = settings.StickyQueue,
            Identity = settings.Identity,
            Reason = "graceful shutdown",
            WorkerInstanceKey = settings.InstanceKey,
            TaskQueue = settings.TaskQueue,
        };
        if (settings.Options.Workflows.Count > 0)
        {
            request.TaskQueueTypes.Add(TaskQueueType.Workflow);
        }

        if (settings.Options.Activities.Count > 0)
        {
            request.TaskQueueTypes.Add(TaskQueueType.Activity);
        }

        try
        {
            await settings.Service.InvokeRpcAsync(
                "ShutdownWorker", request, ShutdownWorkerResponse.Parser, null, RpcPolicy.Connect).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Some services do not know the call, and one that is gone needs no goodbye.
            Log.NoGoodbye(settings.Logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Worker of task queue {TaskQueue} in namespace {Namespace} started as {Identity}")]
        public static partial void Started(ILogger logger, string taskQueue, string @namespace, string identity);

        [LoggerMessage(LogLevel.Information, "Worker of task queue {TaskQueue} stopped")]
        public static partial void Stopped(ILogger logger, string taskQueue);

        [LoggerMessage(LogLevel.Debug, "The service could not be told that the worker stops: {Message}")]
        public static partial void NoGoodbye(ILogger logger, string message);
    }
}
