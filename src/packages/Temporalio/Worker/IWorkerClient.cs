using Temporalio.Client;

namespace Temporalio.Worker;

/// <summary>A client that a worker can work with.</summary>
public interface IWorkerClient
{
    /// <summary>The client's options.</summary>
    TemporalClientOptions Options { get; }
}
