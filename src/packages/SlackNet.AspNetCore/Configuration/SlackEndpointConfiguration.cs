using SlackNet.SocketMode;

namespace SlackNet.AspNetCore;

/// <summary>Where and how requests are taken.</summary>
public class SlackEndpointConfiguration
{
    /// <summary>The first part of the paths.</summary>
    public string RoutePrefix { get; private set; } = "slack";

    /// <summary>Checks signatures where it is not null.</summary>
    public string SigningSecret { get; internal set; }

    /// <summary>Whether requests come over websockets instead of HTTP.</summary>
    public bool SocketMode { get; internal set; }

    public SocketModeConnectionOptions SocketModeConnectionOptions { get; set; }

    /// <summary>Takes requests at <c>/{routePrefix}/command</c>, <c>/action</c> and <c>/event</c>.</summary>
    public SlackEndpointConfiguration MapToPrefix(string routePrefix)
    {
        RoutePrefix = routePrefix.Trim('/');
        return this;
    }
}
