using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>What a worker runs, and how much of it.</summary>
public class TemporalWorkerOptions : ICloneable
{
    /// <summary>Options without a task queue yet.</summary>
    public TemporalWorkerOptions()
    {
    }

    /// <summary>Options of a task queue.</summary>
    public TemporalWorkerOptions(string taskQueue) => TaskQueue = taskQueue;

    /// <summary>The task queue.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>Its activities.</summary>
    public IList<ActivityDefinition> Activities { get; private set; } = [];

    /// <summary>Its workflows.</summary>
    public IList<WorkflowDefinition> Workflows { get; private set; } = [];

    /// <summary>How it is called in histories; null for the client's.</summary>
    public string? Identity { get; set; }

    /// <summary>The version of its code; null for no name.</summary>
    public WorkerDeploymentOptions? DeploymentOptions { get; set; }

    /// <summary>How many workflows stay in memory between their tasks; 0 to replay each task from the start.</summary>
    public int MaxCachedWorkflows { get; set; } = 10000;

    /// <summary>How many workflow tasks run at a time; null for 100.</summary>
    public int? MaxConcurrentWorkflowTasks { get; set; }

    /// <summary>How many activities run at a time; null for 100.</summary>
    public int? MaxConcurrentActivities { get; set; }

    /// <summary>How many polls for workflow tasks are open at a time.</summary>
    public int MaxConcurrentWorkflowTaskPolls { get; set; } = 5;

    /// <summary>The share of those polls that is not for the worker's own cached workflows.</summary>
    public float NonStickyToStickyPollRatio { get; set; } = 0.2f;

    /// <summary>How many polls for activities are open at a time.</summary>
    public int MaxConcurrentActivityTaskPolls { get; set; } = 5;

    /// <summary>How long the service waits for this worker before it gives a cached workflow's task to any.</summary>
    public TimeSpan StickyQueueScheduleToStartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for which heartbeats are held back.</summary>
    public TimeSpan MaxHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long heartbeats are held back where the activity has no heartbeat timeout.</summary>
    public TimeSpan DefaultHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many activities this worker starts a second; null for no limit.</summary>
    public double? MaxActivitiesPerSecond { get; set; }

    /// <summary>How many activities the service hands out a second for the task queue; null for no limit.</summary>
    public double? MaxTaskQueueActivitiesPerSecond { get; set; }

    /// <summary>How long activities may go on after the worker began to stop, before they are cancelled.</summary>
    public TimeSpan GracefulShutdownTimeout { get; set; }

    /// <summary>Whether the worker may not be handed activities in the answer to their workflow's task.</summary>
    public bool DisableEagerActivityExecution { get; set; }

    /// <summary>How the built-in query <c>__stack_trace</c> is answered.</summary>
    public WorkflowStackTrace WorkflowStackTrace { get; set; } = WorkflowStackTrace.None;

    /// <summary>Exceptions that fail a workflow, where others fail the workflow task.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes { get; set; }

    /// <summary>Whether workflow code may stand still, for example at a breakpoint.</summary>
    public bool DebugMode { get; set; } = DebugModeByDefault;

    /// <summary>Where it logs; null for the client's.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal static bool DebugModeByDefault =>
        System.Diagnostics.Debugger.IsAttached
        || Environment.GetEnvironmentVariable("TEMPORAL_DEBUG") is { } asked && (asked == "1" || asked.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a delegate whose method has <see cref="ActivityAttribute"/>.</summary>
    public TemporalWorkerOptions AddActivity(Delegate del) => AddActivity(ActivityDefinition.Create(del));

    /// <summary>Adds an activity.</summary>
    public TemporalWorkerOptions AddActivity(ActivityDefinition definition)
    {
        Activities.Add(definition);
        return this;
    }

    /// <summary>Adds all activities of a type.</summary>
    public TemporalWorkerOptions AddAllActivities<T>(T? instance) => AddAllActivities(typeof(T), instance);

    /// <summary>Adds all activities of a type.</summary>
    public TemporalWorkerOptions AddAllActivities(Type type, object? instance)
    {
        foreach (var definition in ActivityDefinition.CreateAll(type, instance))
        {
            Activities.Add(definition);
        }

        return this;
    }

    /// <summary>Adds a workflow.</summary>
    public TemporalWorkerOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    public TemporalWorkerOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    /// <summary>Adds a workflow.</summary>
    public TemporalWorkerOptions AddWorkflow(WorkflowDefinition definition)
    {
        Workflows.Add(definition);
        return this;
    }

    /// <summary>A copy with lists of its own.</summary>
    public virtual object Clone()
    {
        var copy = (TemporalWorkerOptions)MemberwiseClone();
        copy.Activities = [.. Activities];
        copy.Workflows = [.. Workflows];
        copy.DeploymentOptions = (WorkerDeploymentOptions?)DeploymentOptions?.Clone();
        return copy;
    }
}
