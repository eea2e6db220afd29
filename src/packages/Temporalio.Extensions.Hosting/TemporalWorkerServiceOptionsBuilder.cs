using Microsoft.Extensions.DependencyInjection;

namespace Temporalio.Extensions.Hosting;

/// <summary>Says what a hosted worker runs. Its options are named after the task queue.</summary>
internal sealed record TemporalWorkerServiceOptionsBuilder(string TaskQueue, IServiceCollection Services) : ITemporalWorkerServiceOptionsBuilder;
