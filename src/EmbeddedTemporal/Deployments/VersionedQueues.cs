using Temporalio.Api.Deployment.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>Workers of a version wait for tasks in queues that are theirs alone, so that a task is given to the version that it is meant for.</summary>
internal static class VersionedQueues
{
    // No SDK uses this character in names.
    private const char Separator = '\0';

    /// <summary>The queue of a version, or of workers without one.</summary>
    public static string Name(string queue, WorkerDeploymentVersion? version) => version is null ? queue : $"{queue}{Separator}{version.DeploymentName}{Separator}{version.BuildId}";
}
