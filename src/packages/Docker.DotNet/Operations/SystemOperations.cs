using Docker.DotNet.Http;
using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>The engine itself.</summary>
public interface ISystemOperations
{
    Task<VersionResponse> GetVersionAsync(CancellationToken cancellationToken = default);

    Task PingAsync(CancellationToken cancellationToken = default);
}

internal sealed class SystemOperations(EngineConnection connection) : ISystemOperations
{
    public Task<VersionResponse> GetVersionAsync(CancellationToken cancellationToken = default) =>
        connection.SendAsync<VersionResponse>(EngineRequest.Get("version"), cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken = default) => connection.SendAsync(EngineRequest.Get("_ping"), cancellationToken);
}
