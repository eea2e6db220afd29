using Microsoft.Extensions.DependencyInjection;

namespace Temporalio.Extensions.Hosting;

/// <summary>Says what a hosted worker runs.</summary>
public interface ITemporalWorkerServiceOptionsBuilder
{
    /// <summary>The task queue.</summary>
    string TaskQueue { get; }

    /// <summary>Where its activities come from.</summary>
    IServiceCollection Services { get; }
}
