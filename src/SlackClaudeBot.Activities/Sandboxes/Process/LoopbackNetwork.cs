using System.Net;
using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>Processes of this host reach it as it reaches itself.</summary>
internal sealed class LoopbackNetwork : IGatewayNetwork
{
    public Task<IPAddress> GetHostAddressAsync(CancellationToken cancellationToken) => Task.FromResult(IPAddress.Loopback);
}
