using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Programs run inside running containers.</summary>
public interface IExecOperations
{
    Task<ContainerExecCreateResponse> ExecCreateContainerAsync(
        string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>Starts the program and leaves it alone.</summary>
    Task StartContainerExecAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Starts the program with its streams.</summary>
    /// <param name="id">The exec's id.</param>
    /// <param name="tty">What was asked for at its creation: decides whether output comes in frames.</param>
    /// <param name="cancellationToken">Ends the wait for its start.</param>
    Task<MultiplexedStream> StartAndAttachContainerExecAsync(string id, bool tty, CancellationToken cancellationToken = default);

    Task<ContainerExecInspectResponse> InspectContainerExecAsync(string id, CancellationToken cancellationToken = default);
}
