using System.Net;
using System.Net.Sockets;

namespace SlackClaudeBot.Playground;

/// <summary>Chooses ports. Tasks keep addresses with a port in them, so the last run's port is preferred.</summary>
internal static class PagePorts
{
    /// <summary>The ports to try for the page, in order; 0 means any free one.</summary>
    public static IReadOnlyList<int> ToTry(PlaygroundOptions options, int? lastPort)
    {
        if (options.PortIsChosen)
        {
            return [options.Port];
        }

        List<int> ports = lastPort is { } last && last != options.Port ? [last, options.Port] : [options.Port];
        return options.OrAnyPort && options.Port != 0 ? [.. ports, 0] : ports;
    }

    /// <summary>A port that is free now: the one wanted, or any.</summary>
    public static int FreeFor(int? wanted) => wanted is { } port && TryBind(port) is { } same ? same : TryBind(0)!.Value;

    private static int? TryBind(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
