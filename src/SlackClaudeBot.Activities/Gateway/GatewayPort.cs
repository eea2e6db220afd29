using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The gateway's port: chosen by the system once, then kept, because running agents were told it.</summary>
internal static class GatewayPort
{
    private const string FileName = "port";

    /// <summary>The kept port, or null where none is.</summary>
    public static int? Find(DataDirectory data)
    {
        var path = Path.Combine(data.Folder("gateway"), FileName);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
                ? port
                : null;
    }

    /// <summary>Takes a port that is free now and keeps it.</summary>
    public static int Choose(DataDirectory data)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        OwnerOnlyFile.Write(Path.Combine(data.Folder("gateway"), FileName), Encoding.ASCII.GetBytes(port.ToString(CultureInfo.InvariantCulture)));
        return port;
    }
}
