using Temporalio.Common;

namespace Temporalio.Worker;

/// <summary>How this version of the workers' code is called.</summary>
public class WorkerDeploymentOptions : ICloneable
{
    /// <summary>Options without a version yet.</summary>
    public WorkerDeploymentOptions()
    {
    }

    /// <summary>Options of a version.</summary>
    public WorkerDeploymentOptions(WorkerDeploymentVersion version, bool useWorkerVersioning) =>
        (Version, UseWorkerVersioning) = (version, useWorkerVersioning);

    /// <summary>The version.</summary>
    public WorkerDeploymentVersion? Version { get; set; }

    /// <summary>Whether the service chooses the version for each workflow. A worker refuses it for now: its versions are only told.</summary>
    public bool UseWorkerVersioning { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
