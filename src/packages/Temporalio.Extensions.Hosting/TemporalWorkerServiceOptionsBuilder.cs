using Microsoft.Extensions.DependencyInjection;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Says what a hosted worker runs. Its options are named after the task queue.</summary>
internal sealed record TemporalWorkerServiceOptionsBuilder(
    string TaskQueue, WorkerDeploymentOptions? DeploymentOptions, IServiceCollection Services) : ITemporalWorkerServiceOptionsBuilder;
