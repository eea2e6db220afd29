using Docker.DotNet.Http;
using Docker.DotNet.Models;
using static Docker.DotNet.Http.EngineRequest;

namespace Docker.DotNet;

/// <summary>Networks.</summary>
public interface INetworkOperations
{
    Task<IList<NetworkResponse>> ListNetworksAsync(NetworksListParameters parameters = null, CancellationToken cancellationToken = default);

    Task<NetworkResponse> InspectNetworkAsync(string id, CancellationToken cancellationToken = default);

    Task DeleteNetworkAsync(string id, CancellationToken cancellationToken = default);

    Task<NetworksCreateResponse> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken = default);
}

internal sealed class NetworkOperations(EngineConnection connection) : INetworkOperations
{
    public Task<IList<NetworkResponse>> ListNetworksAsync(NetworksListParameters parameters = null, CancellationToken cancellationToken = default) =>
        connection.SendAsync<IList<NetworkResponse>>(Get(Query("networks", ("filters", parameters?.Filters))), cancellationToken);

    public Task<NetworkResponse> InspectNetworkAsync(string id, CancellationToken cancellationToken = default) =>
        connection.SendAsync<NetworkResponse>(Get($"networks/{Segment(id)}").OfNetwork(), cancellationToken);

    public Task DeleteNetworkAsync(string id, CancellationToken cancellationToken = default) =>
        connection.SendAsync(Delete($"networks/{Segment(id)}").OfNetwork(), cancellationToken);

    public Task<NetworksCreateResponse> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return connection.SendAsync<NetworksCreateResponse>(Post("networks/create", parameters), cancellationToken);
    }
}
