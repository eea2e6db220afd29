namespace Temporalio.Client;

/// <summary>A connection to the service, shared by clients and workers.</summary>
public interface ITemporalConnection
{
    /// <summary>Headers of all calls; can be changed.</summary>
    IReadOnlyCollection<KeyValuePair<string, string>> RpcMetadata { get; set; }

    /// <summary>Sent as a bearer token; can be changed.</summary>
    string? ApiKey { get; set; }

    /// <summary>The service's calls as they are.</summary>
    WorkflowService WorkflowService { get; }

    /// <summary>The options it was made with.</summary>
    TemporalConnectionOptions Options { get; }

    /// <summary>Whether it has reached the service.</summary>
    bool IsConnected { get; }

    /// <summary>Reaches the service, if it has not yet.</summary>
    Task ConnectAsync();
}
