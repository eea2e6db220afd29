using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Deployment.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>Chooses the version of a deployment that gets a task: the current one, or for a share of the tasks the ramping one.</summary>
internal sealed class DeploymentRouting(DeploymentRegistry registry)
{
    /// <summary>Makes a version the current one; an empty build means workers without a version.</summary>
    /// <returns>The deployment before and after.</returns>
    /// <exception cref="RpcException">There is no such version, somebody changed the deployment since, or another one manages it.</exception>
    public async Task<(DeploymentState Before, DeploymentState After)> SetCurrentAsync(string @namespace, string name, string buildId, RoutingRequest request)
    {
        var before = registry.Find(@namespace, name);
        var after = await registry.ChangeAsync(@namespace, name, request.AllowsNoPollers && buildId.Length > 0, state =>
        {
            Check(state, request);
            if (state.CurrentBuildId == buildId && state.RoutingChangedTime is not null)
            {
                return false;
            }

            Require(state, buildId, request);
            var now = registry.Now();
            if (DeploymentRegistry.Find(state, state.CurrentBuildId) is { } old)
            {
                (old.CurrentSinceTime, old.LastCurrentTime, old.LastDeactivationTime, old.RoutingChangedTime) = (null, now, now, now);
            }

            if (state.RampingBuildId == buildId && buildId.Length > 0)
            {
                EndRamp(state, now);
            }

            if (DeploymentRegistry.Find(state, buildId) is { } version)
            {
                (version.CurrentSinceTime, version.RampingSinceTime, version.RoutingChangedTime) = (now, null, now);
                version.FirstActivationTime ??= now;
            }

            (state.CurrentBuildId, state.CurrentChangedTime, state.RoutingChangedTime, state.LastModifier) = (buildId, now, now, request.Identity);
            return true;
        }, reroutes: true).ConfigureAwait(false);
        return (before ?? new DeploymentState(), after);
    }

    /// <summary>Gives a version a share of the tasks; an empty build with no share ends that.</summary>
    /// <returns>The deployment before and after.</returns>
    /// <exception cref="RpcException">There is no such version, it is the current one, somebody changed the deployment since, or another one manages it.</exception>
    public async Task<(DeploymentState Before, DeploymentState After)> SetRampingAsync(string @namespace, string name, string buildId, float percentage, RoutingRequest request)
    {
        if (percentage is not (>= 0 and <= 100))
        {
            throw Errors.Invalid("Percentage must be between 0 and 100 (inclusive)");
        }

        var before = registry.Find(@namespace, name);
        var after = await registry.ChangeAsync(@namespace, name, request.AllowsNoPollers && buildId.Length > 0, state =>
        {
            Check(state, request);
            if (buildId.Length > 0 && state.CurrentBuildId == buildId)
            {
                throw Errors.Refusal(StatusCode.FailedPrecondition, $"Ramping version {name}.{buildId} is already current");
            }

            if (state.RampingBuildId == buildId && state.RampPercentage == percentage && (buildId.Length > 0 || percentage == 0 || state.RampsToUnversioned))
            {
                return false;
            }

            Require(state, buildId, request);
            var now = registry.Now();
            if (state.RampingBuildId != buildId)
            {
                EndRamp(state, now);
                state.RampingChangedTime = now;
            }

            if (DeploymentRegistry.Find(state, buildId) is { } version)
            {
                version.RampingSinceTime ??= now;
                version.FirstActivationTime ??= now;
                version.RoutingChangedTime = now;
            }

            (state.RampingBuildId, state.RampPercentage, state.RampsToUnversioned) = (buildId, percentage, buildId.Length == 0 && percentage > 0);
            (state.PercentageChangedTime, state.RoutingChangedTime, state.LastModifier) = (now, now, request.Identity);
            return true;
        }, reroutes: true).ConfigureAwait(false);
        return (before ?? new DeploymentState(), after);
    }

    /// <summary>The version that gets a new task of a workflow in a queue; null for workers without one.</summary>
    public WorkerDeploymentVersion? Choose(string @namespace, string queue, string workflowId)
    {
        if (registry.OfQueue(@namespace, queue) is not { } deployment)
        {
            return null;
        }

        var ramps = deployment.RampingBuildId.Length > 0 || deployment.RampsToUnversioned;
        var buildId = ramps && Share(workflowId) < deployment.RampPercentage ? deployment.RampingBuildId : deployment.CurrentBuildId;
        return buildId.Length == 0 ? null : new WorkerDeploymentVersion { DeploymentName = deployment.Name, BuildId = buildId };
    }

    /// <summary>Whether workers of a version poll a queue.</summary>
    public bool Polls(string @namespace, WorkerDeploymentVersion version, string queue, Temporalio.Api.Enums.V1.TaskQueueType type) =>
        registry.Find(@namespace, version.DeploymentName) is { } deployment && DeploymentRegistry.Find(deployment, version.BuildId)?.TaskQueues.Any(q => q.Name == queue && q.Type == type) == true;

    public static ByteString Token(DeploymentState state) => ByteString.CopyFrom(BitConverter.GetBytes(state.Revision));

    /// <exception cref="RpcException">Somebody changed the deployment since, or another one manages it.</exception>
    public static void Check(DeploymentState state, RoutingRequest request)
    {
        if (!request.ConflictToken.IsEmpty && request.ConflictToken != Token(state))
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, "conflict token mismatch");
        }

        if (state.Manager.Length > 0 && state.Manager != request.Identity)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, $"ManagerIdentity '{state.Manager}' is set and does not match user identity '{request.Identity}'; to proceed, set your own identity as the ManagerIdentity, remove the ManagerIdentity, or wait for the other client to do so");
        }
    }

    private void Require(DeploymentState state, string buildId, RoutingRequest request)
    {
        if (buildId.Length == 0)
        {
            return;
        }

        if (request.AllowsNoPollers)
        {
            _ = registry.GetOrAdd(state, buildId);
        }
        else if (DeploymentRegistry.Find(state, buildId) is null)
        {
            throw Errors.NotFound($"build ID '{buildId}' not found in Worker Deployment '{state.Name}'");
        }
    }

    private static void EndRamp(DeploymentState state, Google.Protobuf.WellKnownTypes.Timestamp now)
    {
        if (DeploymentRegistry.Find(state, state.RampingBuildId) is { } old)
        {
            (old.RampingSinceTime, old.RoutingChangedTime) = (null, now);
            old.LastDeactivationTime = old.CurrentSinceTime is null ? now : old.LastDeactivationTime;
        }

        (state.RampingBuildId, state.RampPercentage, state.RampsToUnversioned) = ("", 0, false);
        (state.RampingChangedTime, state.PercentageChangedTime) = (now, now);
    }

    /// <summary>From 0 to below 100, evenly; the same for all tasks of a workflow.</summary>
    private static double Share(string workflowId) => (ulong)RowSum.Of(workflowId) % 10_000 / 100d;
}

/// <summary>The conditions of a change of the routing.</summary>
/// <param name="ConflictToken">What the caller saw; empty to change it in any case.</param>
/// <param name="Identity">Who asks for it.</param>
/// <param name="AllowsNoPollers">Whether the version may be one whose workers have not polled yet.</param>
internal sealed record RoutingRequest(ByteString ConflictToken, string Identity, bool AllowsNoPollers);
