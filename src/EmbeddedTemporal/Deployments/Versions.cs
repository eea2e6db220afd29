using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Deployment.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>Names of versions of worker deployments, in the older form that is one text.</summary>
internal static class Versions
{
    /// <summary>The text for workers without a version.</summary>
    public const string Unversioned = "__unversioned__";

    private const char Separator = '.';

    /// <summary>The version as one text; <see cref="Unversioned"/> for none.</summary>
    public static string Text(WorkerDeploymentVersion? version) => version is null ? Unversioned : $"{version.DeploymentName}{Separator}{version.BuildId}";

    /// <summary>The build that a request names, in either form; empty for workers without a version.</summary>
    /// <exception cref="RpcException">The older form names another deployment.</exception>
    public static string BuildId(string deployment, string version, string buildId)
    {
        if (buildId.Length > 0 || version.Length == 0 || version == Unversioned)
        {
            return buildId;
        }

        return version.StartsWith(deployment + Separator, StringComparison.Ordinal) && version.Length > deployment.Length + 1
            ? version[(deployment.Length + 1)..]
            : throw Errors.Invalid($"invalid version string '{version}' does not match deployment '{deployment}'");
    }

    /// <summary>The version that a request names, in either form.</summary>
    /// <exception cref="RpcException">It names none.</exception>
    public static WorkerDeploymentVersion Read(string version, WorkerDeploymentVersion? structured)
    {
        if (structured is { DeploymentName.Length: > 0, BuildId.Length: > 0 })
        {
            return structured;
        }

        var parts = version.Split(Separator, 2);
        return parts is [{ Length: > 0 } name, { Length: > 0 } build] ? new WorkerDeploymentVersion { DeploymentName = name, BuildId = build } : throw Errors.Invalid("deployment version cannot be empty");
    }
}
