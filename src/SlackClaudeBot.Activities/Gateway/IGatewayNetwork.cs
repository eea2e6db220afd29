using System.Net;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>A network of sandboxes, in which the gateway must be reachable.</summary>
public interface IGatewayNetwork
{
    /// <summary>The address at which sandboxes reach this host; creates the network if it does not exist.</summary>
    Task<IPAddress> GetHostAddressAsync(CancellationToken cancellationToken);
}
