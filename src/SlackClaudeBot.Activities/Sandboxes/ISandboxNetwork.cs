using System.Net;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The network that sandboxes are in.</summary>
public interface ISandboxNetwork
{
    /// <summary>The address at which sandboxes reach this host; the network is made where it is missing.</summary>
    Task<IPAddress> GetHostAddressAsync(CancellationToken cancellationToken);
}
