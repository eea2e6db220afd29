using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>Worker deployments as clients see them.</summary>
/// <param name="isInUse">Whether open runs are pinned to a version.</param>
internal sealed class DeploymentDescription(Func<string, WorkerDeploymentVersion, bool> isInUse)
{
    public WorkerDeploymentInfo Describe(string @namespace, DeploymentState state) => new()
    {
        Name = state.Name,
        CreateTime = state.CreateTime,
        RoutingConfig = Routing(state),
        LastModifierIdentity = state.LastModifier,
        ManagerIdentity = state.Manager,
        RoutingConfigUpdateState = RoutingConfigUpdateState.Completed,
        VersionSummaries = { state.Versions.OrderByDescending(v => v.CreateTime.ToDateTimeOffset()).Select(v => Summary(@namespace, state, v)) },
    };

    public ListWorkerDeploymentsResponse.Types.WorkerDeploymentSummary Summary(string @namespace, DeploymentState state) => new()
    {
        Name = state.Name,
        CreateTime = state.CreateTime,
        RoutingConfig = Routing(state),
        LatestVersionSummary = state.Versions.MaxBy(v => v.CreateTime.ToDateTimeOffset()) is { } latest ? Summary(@namespace, state, latest) : null,
        CurrentVersionSummary = DeploymentRegistry.Find(state, state.CurrentBuildId) is { } current ? Summary(@namespace, state, current) : null,
        RampingVersionSummary = DeploymentRegistry.Find(state, state.RampingBuildId) is { } ramping ? Summary(@namespace, state, ramping) : null,
    };

    public WorkerDeploymentVersionInfo Describe(string @namespace, DeploymentState state, DeploymentVersionState version)
    {
        var name = Version(state, version.BuildId)!;
        return new WorkerDeploymentVersionInfo
        {
            Version = Versions.Text(name),
            Status = Status(@namespace, state, version),
            DeploymentVersion = name,
            DeploymentName = state.Name,
            CreateTime = version.CreateTime,
            RoutingChangedTime = version.RoutingChangedTime,
            CurrentSinceTime = version.CurrentSinceTime,
            RampingSinceTime = version.RampingSinceTime,
            FirstActivationTime = version.FirstActivationTime,
            LastCurrentTime = version.LastCurrentTime,
            LastDeactivationTime = version.LastDeactivationTime,
            RampPercentage = state.RampingBuildId == version.BuildId ? state.RampPercentage : 0,
            TaskQueueInfos = { version.TaskQueues.Select(q => new WorkerDeploymentVersionInfo.Types.VersionTaskQueueInfo { Name = q.Name, Type = q.Type }) },
            DrainageInfo = Drainage(@namespace, state, version),
            Metadata = new VersionMetadata { Entries = { version.Metadata } },
            LastModifierIdentity = version.LastModifier,
        };
    }

    /// <summary>The status of a version.</summary>
    public WorkerDeploymentVersionStatus Status(string @namespace, DeploymentState state, DeploymentVersionState version) =>
        state.CurrentBuildId == version.BuildId ? WorkerDeploymentVersionStatus.Current
        : state.RampingBuildId == version.BuildId ? WorkerDeploymentVersionStatus.Ramping
        : version.FirstActivationTime is null ? version.TaskQueues.Count == 0 ? WorkerDeploymentVersionStatus.Created : WorkerDeploymentVersionStatus.Inactive
        : isInUse(@namespace, Version(state, version.BuildId)!) ? WorkerDeploymentVersionStatus.Draining
        : WorkerDeploymentVersionStatus.Drained;

    /// <summary>A version of a deployment; null for workers without one.</summary>
    public static WorkerDeploymentVersion? Version(DeploymentState state, string buildId) => buildId.Length == 0 ? null : new() { DeploymentName = state.Name, BuildId = buildId };

    private static RoutingConfig Routing(DeploymentState state)
    {
        var ramping = Version(state, state.RampingBuildId);
        return new RoutingConfig
        {
            CurrentDeploymentVersion = Version(state, state.CurrentBuildId),
            CurrentVersion = Versions.Text(Version(state, state.CurrentBuildId)),
            RampingDeploymentVersion = ramping,
            RampingVersion = ramping is not null || state.RampsToUnversioned ? Versions.Text(ramping) : "",
            RampingVersionPercentage = state.RampPercentage,
            CurrentVersionChangedTime = state.CurrentChangedTime,
            RampingVersionChangedTime = state.RampingChangedTime,
            RampingVersionPercentageChangedTime = state.PercentageChangedTime,
            RevisionNumber = state.Revision,
        };
    }

    private WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary Summary(string @namespace, DeploymentState state, DeploymentVersionState version)
    {
        var name = Version(state, version.BuildId)!;
        var drainage = Drainage(@namespace, state, version);
        return new WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary
        {
            Version = Versions.Text(name),
            Status = Status(@namespace, state, version),
            DeploymentVersion = name,
            CreateTime = version.CreateTime,
            DrainageStatus = drainage?.Status ?? VersionDrainageStatus.Unspecified,
            DrainageInfo = drainage,
            CurrentSinceTime = version.CurrentSinceTime,
            RampingSinceTime = version.RampingSinceTime,
            RoutingUpdateTime = version.RoutingChangedTime,
            FirstActivationTime = version.FirstActivationTime,
            LastCurrentTime = version.LastCurrentTime,
            LastDeactivationTime = version.LastDeactivationTime,
        };
    }

    private VersionDrainageInfo? Drainage(string @namespace, DeploymentState state, DeploymentVersionState version) => Status(@namespace, state, version) switch
    {
        WorkerDeploymentVersionStatus.Draining => Drainage(VersionDrainageStatus.Draining, version.LastDeactivationTime),
        WorkerDeploymentVersionStatus.Drained => Drainage(VersionDrainageStatus.Drained, version.LastDeactivationTime),
        _ => null,
    };

    private static VersionDrainageInfo Drainage(VersionDrainageStatus status, Timestamp? changed) => new() { Status = status, LastChangedTime = changed, LastCheckedTime = changed };
}
