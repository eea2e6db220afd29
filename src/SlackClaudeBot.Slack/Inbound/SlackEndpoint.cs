namespace SlackClaudeBot.Slack.Inbound;

/// <summary>One of the addresses Slack posts to.</summary>
/// <param name="Name">For metrics.</param>
/// <param name="ContentType">What Slack sends there.</param>
internal sealed record SlackEndpoint(string Name, string ContentType)
{
    /// <summary>The first part of the paths.</summary>
    public const string Prefix = "slack";

    private const string Form = "application/x-www-form-urlencoded";

    private static readonly SlackEndpoint _command = new("command", Form);
    private static readonly SlackEndpoint _action = new("action", Form);
    private static readonly SlackEndpoint _event = new("event", "application/json");

    public bool TakesEvents => this == _event;

    public bool TakesActions => this == _action;

    /// <summary>The endpoint of a path, or null. Case does not matter: what stands behind compares paths so, and nothing may pass this check by another spelling.</summary>
    public static SlackEndpoint? Find(PathString path) => path.Value?.ToLowerInvariant() switch
    {
        $"/{Prefix}/command" => _command,
        $"/{Prefix}/action" => _action,
        $"/{Prefix}/event" => _event,
        _ => null,
    };
}
