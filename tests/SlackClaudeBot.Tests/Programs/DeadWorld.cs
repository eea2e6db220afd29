using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>Settings with which the program starts, although nothing outside of it answers.</summary>
internal static class DeadWorld
{
    /// <summary>No service listens here: the port is reserved.</summary>
    public const string Nowhere = "127.0.0.1:1";

    public static Dictionary<string, string> Settings(params (string Name, string Value)[] others)
    {
        var settings = new Dictionary<string, string>
        {
            ["SLACK_BOT_TOKEN"] = "xoxb-1",
            ["SLACK_SIGNING_SECRET"] = "secret",
            ["SLACK_API_URL"] = $"http://{Nowhere}/api",
            ["GITHUB_TOKEN"] = "token",
            ["GITHUB_URL"] = $"http://{Nowhere}",
            ["GITHUB_API_URL"] = $"http://{Nowhere}/api/v3",
            ["ANTHROPIC_API_KEY"] = "key",
            ["ANTHROPIC_BASE_URL"] = $"http://{Nowhere}",
            ["DOCKER_HOST"] = "unix:///no/such/docker.sock",
            ["LISTEN"] = "http://127.0.0.1:0",
            ["TEMPORAL_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in others)
        {
            settings[name] = value;
        }

        return settings;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
