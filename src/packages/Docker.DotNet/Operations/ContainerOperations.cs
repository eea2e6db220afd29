using System.Net;
using Docker.DotNet.Http;
using Docker.DotNet.Models;
using static Docker.DotNet.Http.EngineRequest;

namespace Docker.DotNet;

internal sealed class ContainerOperations(EngineConnection connection) : IContainerOperations
{
    public Task<IList<ContainerListResponse>> ListContainersAsync(ContainersListParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var path = Query("containers/json", ("all", parameters.All), ("size", parameters.Size), ("limit", parameters.Limit), ("filters", parameters.Filters));
        return connection.SendAsync<IList<ContainerListResponse>>(Get(path), cancellationToken);
    }

    public Task<CreateContainerResponse> CreateContainerAsync(CreateContainerParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Post(Query("containers/create", ("name", parameters.Name)), parameters).OfImage();
        return connection.SendAsync<CreateContainerResponse>(request, cancellationToken);
    }

    public Task<ContainerInspectResponse> InspectContainerAsync(string id, CancellationToken cancellationToken = default) =>
        connection.SendAsync<ContainerInspectResponse>(Get($"containers/{Segment(id)}/json").OfContainer(), cancellationToken);

    public async Task<bool> StartContainerAsync(string id, ContainerStartParameters parameters, CancellationToken cancellationToken = default) =>
        await connection.SendAsync(Post($"containers/{Segment(id)}/start").OfContainer(), cancellationToken).ConfigureAwait(false) != HttpStatusCode.NotModified;

    public async Task<bool> StopContainerAsync(string id, ContainerStopParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Post(Query($"containers/{Segment(id)}/stop", ("t", parameters.WaitBeforeKillSeconds))).OfContainer() with { Timeout = Timeout.InfiniteTimeSpan };
        return await connection.SendAsync(request, cancellationToken).ConfigureAwait(false) != HttpStatusCode.NotModified;
    }

    public Task KillContainerAsync(string id, ContainerKillParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return connection.SendAsync(Post(Query($"containers/{Segment(id)}/kill", ("signal", parameters.Signal))).OfContainer(), cancellationToken);
    }

    public Task RemoveContainerAsync(string id, ContainerRemoveParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var path = Query($"containers/{Segment(id)}", ("v", parameters.RemoveVolumes), ("link", parameters.RemoveLinks), ("force", parameters.Force));
        return connection.SendAsync(Delete(path).OfContainer(), cancellationToken);
    }
}
