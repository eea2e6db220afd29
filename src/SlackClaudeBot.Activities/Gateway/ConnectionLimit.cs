using System.Net;
using Microsoft.AspNetCore.Connections;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>Closes at once what one address opens beyond its share: each connection costs this program memory and one of its open files.</summary>
internal sealed class ConnectionLimit
{
    /// <summary>An agent has one for each of its model requests that are under way; in Docker each sandbox has an address.</summary>
    public const int PerAddress = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <summary>Serves a connection, or closes it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (!TryEnter(address))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(address);
        }
    }

    private bool TryEnter(IPAddress address)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(address);
            if (open >= PerAddress)
            {
                return false;
            }

            _open[address] = open + 1;
            return true;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_lock)
        {
            if (--_open[address] == 0)
            {
                _open.Remove(address);
            }
        }
    }
}
