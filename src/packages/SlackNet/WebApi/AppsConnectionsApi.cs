namespace SlackNet.WebApi;

/// <summary>Opens Socket Mode connections. See https://docs.slack.dev/reference/methods/apps.connections.open</summary>
public interface IAppsConnectionsApi
{
    /// <summary>Needs an app-level token.</summary>
    Task<ConnectionOpenResponse> Open(CancellationToken cancellationToken = default);
}

internal sealed class AppsConnectionsApi(SlackApiClient client) : IAppsConnectionsApi
{
    public Task<ConnectionOpenResponse> Open(CancellationToken cancellationToken = default) =>
        client.Post<ConnectionOpenResponse>("apps.connections.open", [], cancellationToken);
}

/// <summary>The address of a new connection.</summary>
public class ConnectionOpenResponse
{
    /// <summary>Valid for one connection and a short time.</summary>
    public string Url { get; set; }
}
