namespace SlackClaudeBot.Slack.Inbound;

/// <summary>An address to which Slack posts.</summary>
/// <param name="Name">For metrics.</param>
/// <param name="ContentType">The content type of its requests.</param>
internal sealed record SlackEndpoint(string Name, string ContentType)
{
    /// <summary>The first segment of the paths.</summary>
    public const string Prefix = "slack";

    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Slash commands.</summary>
    public static SlackEndpoint Command { get; } = new("command", Form);

    /// <summary>Clicks, choices and forms.</summary>
    public static SlackEndpoint Action { get; } = new("action", Form);

    /// <summary>Events.</summary>
    public static SlackEndpoint Event { get; } = new("event", "application/json");

    public string Path => $"/{Prefix}/{Name}";

    public bool TakesEvents => this == Event;

    public bool TakesActions => this == Action;

    /// <summary>Whether a path belongs to Slack's endpoints, known or not.</summary>
    public static bool Owns(PathString path) => path.StartsWithSegments($"/{Prefix}", StringComparison.OrdinalIgnoreCase);

    /// <summary>The endpoint of a path, or null. As in routing, case does not matter.</summary>
    public static SlackEndpoint? Find(PathString path) => path.Value?.ToLowerInvariant() switch
    {
        $"/{Prefix}/command" => Command,
        $"/{Prefix}/action" => Action,
        $"/{Prefix}/event" => Event,
        _ => null,
    };
}
