using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EmbeddedTemporal.Grpc;

/// <summary>Tells whether a call was addressed to this machine by a name that cannot be anything else.</summary>
internal static class LoopbackHost
{
    public static bool IsAllowed(StringValues header)
    {
        var host = HostString.FromUriComponent(header.ToString()).Host.Trim('[', ']');
        return host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
