using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Overrides of the version of a run, in the forms of today and of before.</summary>
internal static class VersioningOverrides
{
    /// <summary>The override itself; null for none.</summary>
    /// <exception cref="RpcException">It names no version although it pins one.</exception>
    public static VersioningOverride? Check(VersioningOverride? given)
    {
        if (given is null)
        {
            return null;
        }

        if (given.Pinned is { } pinned && (pinned.Version is not { BuildId.Length: > 0, DeploymentName.Length: > 0 } || pinned.Behavior == VersioningOverride.Types.PinnedOverrideBehavior.Unspecified))
        {
            throw Errors.Invalid(pinned.Behavior == VersioningOverride.Types.PinnedOverrideBehavior.Unspecified ? "must specify pinned override behavior if override is pinned." : "must provide version if override is pinned.");
        }

        return given.OverrideCase != VersioningOverride.OverrideOneofCase.None || given.Behavior != VersioningBehavior.Unspecified ? given
            : throw Errors.Invalid("override behavior is required");
    }
}
