using Microsoft.Extensions.DependencyInjection;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Says what a hosted worker runs.</summary>
public interface ITemporalWorkerServiceOptionsBuilder
{
    /// <summary>The task queue.</summary>
    string TaskQueue { get; }

    /// <summary>The version of its code, where it has a name.</summary>
    WorkerDeploymentOptions? DeploymentOptions { get; }

    /// <summary>Where its activities come from.</summary>
    IServiceCollection Services { get; }
}
