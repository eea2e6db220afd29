using SlackNet.SocketMode;

namespace SlackNet;

/// <summary>Takes commands, clicks and events over websockets. See https://docs.slack.dev/apis/events-api/using-socket-mode</summary>
public interface ISlackSocketModeClient : IDisposable
{
    /// <summary>Whether at least one connection is open.</summary>
    bool Connected { get; }

    /// <summary>Connects, and connects again whenever a connection ends, until it is told to disconnect.</summary>
    /// <returns>Completes when the first connection is open.</returns>
    Task Connect(SocketModeConnectionOptions connectionOptions = null, CancellationToken cancellationToken = default);

    void Disconnect();
}
