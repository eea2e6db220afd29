using System.Net;
using System.Net.Sockets;

namespace SlackClaudeBot.Hosting;

/// <summary>The address of <c>LISTEN</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Why the program cannot listen there now; null if it can.</summary>
    public static string? FindProblem(Uri listen)
    {
        try
        {
            var address = listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(listen.Host.Trim('[', ']'));
            using var listener = new TcpListener(address, listen.Port);
            listener.Start();
            return null;
        }
        catch (SocketException e)
        {
            return Describe(listen, e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program uses this port.",
                SocketError.AddressNotAvailable => "this machine does not have this address.",
                SocketError.AccessDenied => "ports below 1024 need special rights.",
                _ => e.Message,
            });
        }
    }

    /// <summary>Says why the program cannot listen, and what to do.</summary>
    public static string Describe(Uri listen, string reason) =>
        $"The program cannot listen on {listen.GetLeftPart(UriPartial.Authority)}: {reason} Set LISTEN to an address of this machine that is free.";
}
