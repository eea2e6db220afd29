using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The gateway's port: chosen once, then kept, because running agents were told it.</summary>
internal static class GatewayPort
{
    private const string FileName = "port";
    private const int FirstPort = 20_000;
    private const int EndOfPorts = 32_768;
    private const int Tries = 20;

    /// <summary>The saved port, or null.</summary>
    public static int? Find(DataDirectory data)
    {
        var path = Path.Combine(data.Folder("gateway"), FileName);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
                ? port
                : null;
    }

    /// <summary>Takes a port that is free now and keeps it.</summary>
    /// <exception cref="SocketException">This machine has no free port.</exception>
    public static int Choose(DataDirectory data)
    {
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        OwnerOnlyFile.Write(Path.Combine(data.Folder("gateway"), FileName), Encoding.ASCII.GetBytes(port.ToString(CultureInfo.InvariantCulture)));
        return port;
    }

    /// <summary>
    /// Below the range of outgoing connections (Linux: from 32768 on): one of those could occupy this
    /// port when the program starts again. Falls back to any free port.
    /// </summary>
    private static TcpListener Listen()
    {
        for (var left = Tries; left > 0; left--)
        {
            if (TryListen(Random.Shared.Next(FirstPort, EndOfPorts)) is { } listener)
            {
                return listener;
            }
        }

        var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return any;
    }

    private static TcpListener? TryListen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
