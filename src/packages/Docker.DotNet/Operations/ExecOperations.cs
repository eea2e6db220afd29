using Docker.DotNet.Http;
using Docker.DotNet.Models;
using static Docker.DotNet.Http.EngineRequest;

namespace Docker.DotNet;

internal sealed class ExecOperations(EngineConnection connection) : IExecOperations
{
    public Task<ContainerExecCreateResponse> ExecCreateContainerAsync(
        string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return connection.SendAsync<ContainerExecCreateResponse>(Post($"containers/{Segment(id)}/exec", parameters).OfContainer(), cancellationToken);
    }

    public Task StartContainerExecAsync(string id, CancellationToken cancellationToken = default) =>
        connection.SendAsync(Start(id, detach: true, tty: false), cancellationToken);

    public async Task<MultiplexedStream> StartAndAttachContainerExecAsync(string id, bool tty, CancellationToken cancellationToken = default) =>
        new(await connection.HijackAsync(Start(id, detach: false, tty), cancellationToken).ConfigureAwait(false), multiplexed: !tty);

    public Task<ContainerExecInspectResponse> InspectContainerExecAsync(string id, CancellationToken cancellationToken = default) =>
        connection.SendAsync<ContainerExecInspectResponse>(Get($"exec/{Segment(id)}/json").OfContainer(), cancellationToken);

    private static EngineRequest Start(string id, bool detach, bool tty) =>
        Post($"exec/{Segment(id)}/start", new { Detach = detach, Tty = tty }).OfContainer();
}
