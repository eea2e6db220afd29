using EmbeddedTemporal.Storage;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>Shows in descriptions and lists how a run is versioned.</summary>
internal static class VersioningInfo
{
    /// <summary>Null for a run without a version.</summary>
    public static WorkflowExecutionVersioningInfo? Of(RunState state) => state.DeploymentVersion is null && state.VersioningOverride is null ? null : new()
    {
        Behavior = state.VersioningBehavior,
        DeploymentVersion = state.DeploymentVersion,
        Version = state.DeploymentVersion is null ? "" : Versions.Text(state.DeploymentVersion),
        VersioningOverride = state.VersioningOverride,
    };
}
