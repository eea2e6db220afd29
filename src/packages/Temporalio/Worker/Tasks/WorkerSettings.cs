using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Starting;
using Temporalio.Converters;
using Temporalio.Worker.Runs;

namespace Temporalio.Worker.Tasks;

/// <summary>What a worker's parts have in common.</summary>
internal sealed class WorkerSettings
{
    private readonly TemporalWorker _worker;

    public WorkerSettings(TemporalWorker worker)
    {
        _worker = worker;
        Options = worker.Options;
        TaskQueue = Options.TaskQueue!;
        LoggerFactory = Options.LoggerFactory ?? worker.Client.Options.LoggerFactory;
        Logger = LoggerFactory.CreateLogger<TemporalWorker>();
        Identity = Options.Identity ?? worker.Client.Identity();
        StickyQueue = $"{Identity}-{Guid.NewGuid():N}";
        Runs = new()
        {
            Namespace = Namespace,
            TaskQueue = TaskQueue,
            Workflows = [.. Options.Workflows],
            DataConverter = DataConverter,
            LoggerFactory = LoggerFactory,
            FailureExceptionTypes = Options.WorkflowFailureExceptionTypes ?? [],
            StackTrace = Options.WorkflowStackTrace,
            DeadlockTimeout = Options.DebugMode ? null : RunSettings.DefaultDeadlockTimeout,
        };
    }

    public TemporalWorkerOptions Options { get; }

    public string TaskQueue { get; }

    public string Namespace => _worker.Client.Options.Namespace;

    public DataConverter DataConverter => _worker.Client.Options.DataConverter;

    public string Identity { get; }

    /// <summary>Where only this worker polls: for tasks of the runs it has in memory.</summary>
    public string StickyQueue { get; }

    /// <summary>Names this worker to the service.</summary>
    public string InstanceKey { get; } = Guid.NewGuid().ToString();

    /// <summary>How many workflow tasks may be worked on at a time.</summary>
    public int MaxWorkflowTasks => Options.MaxConcurrentWorkflowTasks ?? 100;

    /// <summary>How many of them may be held by polls for runs in memory; 0 where there are no such polls, as nothing would be left for other runs.</summary>
    public int StickyRoom => Options.MaxCachedWorkflows == 0 ? 0 : MaxWorkflowTasks - 1;

    /// <summary>How the service is told which version of the code this is; null where it has no name.</summary>
    public Api.Deployment.V1.WorkerDeploymentOptions? Deployment => Options.DeploymentOptions?.Version is { } version
        ? new() { DeploymentName = version.DeploymentName, BuildId = version.BuildId, WorkerVersioningMode = WorkerVersioningMode.Unversioned }
        : null;

    public RunSettings Runs { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger Logger { get; }

    /// <summary>The client as it is now; it can be changed while the worker runs.</summary>
    public ITemporalClient Client => (ITemporalClient)_worker.Client;

    public WorkflowService Service => Client.WorkflowService;
}
