namespace SlackNet.SocketMode;

/// <summary>Options of Socket Mode.</summary>
public class SocketModeConnectionOptions
{
    /// <summary>Slack sends each request over one of them. With two, one listens while the other is renewed. An app may have 10 in all.</summary>
    public int NumberOfConnections { get; set; } = 2;

    /// <summary>The time between the first attempts of two connections.</summary>
    public TimeSpan ConnectionDelay { get; set; } = TimeSpan.FromSeconds(10);
}
