namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// The handling of one request. A handler reports its failure here, because SlackNet logs some exceptions of handlers instead of passing
/// them on.
/// </summary>
internal sealed class Handling
{
    private static readonly AsyncLocal<Handling?> _current = new();

    /// <summary>The first failure; null if there is none.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Starts the handling of a request. It ends with the calling asynchronous method.</summary>
    public static Handling Begin() => _current.Value = new();

    /// <summary>Reports that the current request must not be acknowledged.</summary>
    public static void Fail(Exception failure)
    {
        if (_current.Value is { } handling)
        {
            handling.Failure ??= failure;
        }
    }
}
