namespace SlackNet.SocketMode;

/// <summary>How Socket Mode connects.</summary>
public class SocketModeConnectionOptions
{
    /// <summary>Slack sends each request to one of them; with two, one can be renewed while the other listens. At most 10.</summary>
    public int NumberOfConnections { get; set; } = 2;

    /// <summary>How long after one connection the next is opened.</summary>
    public TimeSpan ConnectionDelay { get; set; } = TimeSpan.FromSeconds(10);
}
