using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Connections;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>Limits the connections of one address: each one costs memory and a file descriptor.</summary>
internal sealed class ConnectionLimit : IDisposable
{
    /// <summary>An agent has one for each pending model request; in Docker each sandbox has its own address.</summary>
    public const int PerAddress = 200;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetConcurrencyLimiter(address, _ => new ConcurrencyLimiterOptions { PermitLimit = PerAddress, QueueLimit = 0 }));

    /// <summary>Serves a connection, or closes it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var permit = _limiter.AttemptAcquire((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
        if (permit.IsAcquired)
        {
            await next(connection);
        }
        else
        {
            connection.Abort();
        }
    }

    public void Dispose() => _limiter.Dispose();
}
