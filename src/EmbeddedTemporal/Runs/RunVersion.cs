using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// Chooses the version of the workers that get a run's tasks: the version that the run is pinned to, by a client or by its code, otherwise
/// the version that the task queue's deployment has for it now.
/// </summary>
internal static class RunVersion
{
    /// <summary>The version that gets the run's workflow tasks; null for workers without one.</summary>
    public static WorkerDeploymentVersion? OfWorkflow(Run run, RunState state) =>
        Pinned(run, state) ?? run.Environment.Routing.Choose(run.Namespace, run.Start.TaskQueue, run.WorkflowId);

    /// <summary>The version that gets an activity: that of a pinned run if its workers take such activities too.</summary>
    public static WorkerDeploymentVersion? OfActivity(Run run, RunState state, string queue) =>
        Pinned(run, state) is { } pinned && run.Environment.Routing.Polls(run.Namespace, pinned, queue, TaskQueueType.Activity)
            ? pinned
            : run.Environment.Routing.Choose(run.Namespace, queue, run.WorkflowId);

    /// <summary>Whether the worker that has the run in its cache is of another version than the one that gets the next task.</summary>
    public static bool LeavesStickyWorker(Run run, RunState state) => state.StickyQueue is not null && state.VersioningBehavior != VersioningBehavior.Unspecified
        && OfWorkflow(run, state) is var next && !Equals(next, state.DeploymentVersion);

    /// <summary>The override that the next runs of the chain and the children inherit.</summary>
    public static VersioningOverride? Inherited(RunState state) => PinnedBy(state.VersioningOverride) is not null ? state.VersioningOverride.Clone() : null;

    /// <summary>The version that the next runs of the chain and the children begin with.</summary>
    public static WorkerDeploymentVersion? InheritedVersion(RunState state) => state.VersioningBehavior == VersioningBehavior.Pinned ? state.DeploymentVersion?.Clone() : null;

    /// <summary>Notes which version completed a workflow task, and how the workflow's code is versioned.</summary>
    public static void Note(RunTransaction transaction, RespondWorkflowTaskCompletedRequest request)
    {
        var state = transaction.State;
        state.DeploymentVersion = Of(request);
        state.VersioningBehavior = state.DeploymentVersion is null ? VersioningBehavior.Unspecified : request.VersioningBehavior;
        if (state.VersioningBehavior == VersioningBehavior.Unspecified)
        {
            return;
        }

        // By these the real service finds the runs of a version.
        var version = Versions.Text(state.DeploymentVersion);
        ServiceAttributes.Set(transaction, "TemporalWorkerDeployment", IndexedValueType.Keyword, state.DeploymentVersion!.DeploymentName);
        ServiceAttributes.Set(transaction, "TemporalWorkerDeploymentVersion", IndexedValueType.Keyword, version);
        ServiceAttributes.Set(transaction, "TemporalWorkflowVersioningBehavior", IndexedValueType.Keyword, state.VersioningBehavior.ToString());
    }

    /// <summary>The version of the worker that completed a task; null if it named none.</summary>
    public static WorkerDeploymentVersion? Of(RespondWorkflowTaskCompletedRequest request) => request.DeploymentOptions is { DeploymentName.Length: > 0, BuildId.Length: > 0 } options
        ? new WorkerDeploymentVersion { DeploymentName = options.DeploymentName, BuildId = options.BuildId }
        : null;

    private static WorkerDeploymentVersion? Pinned(Run run, RunState state)
    {
        if (state.VersioningOverride is { } given)
        {
            return PinnedBy(given);
        }

        return state.VersioningBehavior == VersioningBehavior.Pinned ? state.DeploymentVersion
            : state.FirstTaskCompleted ? null
            : run.Start.InheritedVersion;
    }

    private static WorkerDeploymentVersion? PinnedBy(VersioningOverride? given) => given switch
    {
        { Pinned.Version: { } version } => version,
        { Behavior: VersioningBehavior.Pinned, PinnedVersion.Length: > 0 } => Versions.Read(given.PinnedVersion, null),
        { Behavior: VersioningBehavior.Pinned, Deployment: { } deployment } => new WorkerDeploymentVersion { DeploymentName = deployment.SeriesName, BuildId = deployment.BuildId },
        _ => null,
    };
}
