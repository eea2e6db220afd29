using SlackNet.SocketMode;

namespace SlackNet;

/// <summary>Receives commands, interactions and events over websockets. See https://docs.slack.dev/apis/events-api/using-socket-mode</summary>
public interface ISlackSocketModeClient : IDisposable
{
    /// <summary>Whether at least one connection is open.</summary>
    bool Connected { get; }

    /// <summary>Connects, and reconnects until <see cref="Disconnect"/> is called.</summary>
    /// <returns>Completes when the first connection is open.</returns>
    Task Connect(SocketModeConnectionOptions connectionOptions = null, CancellationToken cancellationToken = default);

    void Disconnect();
}
