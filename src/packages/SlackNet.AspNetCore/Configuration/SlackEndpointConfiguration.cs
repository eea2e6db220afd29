namespace SlackNet.AspNetCore;

/// <summary>Configures how requests are received.</summary>
public class SlackEndpointConfiguration
{
    /// <summary>The first segment of the paths.</summary>
    public string RoutePrefix { get; private set; } = "slack";

    /// <summary>Signs requests; null if signatures are not verified.</summary>
    public string SigningSecret { get; internal set; }

    /// <summary>Receives requests at <c>/{routePrefix}/command</c>, <c>/action</c> and <c>/event</c>.</summary>
    public SlackEndpointConfiguration MapToPrefix(string routePrefix)
    {
        RoutePrefix = routePrefix.Trim('/');
        return this;
    }
}
