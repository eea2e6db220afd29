namespace SlackClaudeBot.Activities.Gateway;

/// <summary>Where the model gateway of this host listens.</summary>
public interface IModelGatewayEndpoint
{
    /// <summary>The port, the same on every address it listens on and after a restart.</summary>
    int Port { get; }
}
