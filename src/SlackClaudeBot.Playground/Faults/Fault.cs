namespace SlackClaudeBot.Playground.Faults;

/// <summary>Something that goes wrong with a request, on purpose.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Too many requests: 429, try again after some seconds.</summary>
    public static Fault RateLimited(int retryAfterSeconds = 1) => new Answer(429, RetryAfterSeconds: retryAfterSeconds);

    /// <summary>GitHub's 403 for too many writes in a short time.</summary>
    public static Fault SecondaryRateLimit(int retryAfterSeconds = 1) =>
        new Answer(403, """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}""", retryAfterSeconds);

    /// <summary>The server fails before it has done anything.</summary>
    public static Fault ServerError(int status = 500) => new Answer(status);

    /// <summary>Answers so instead of doing anything.</summary>
    public sealed record Answer(int Status, string? Body = null, int? RetryAfterSeconds = null) : Fault;

    /// <summary>Never answers, until the caller gives up or the server stops.</summary>
    public sealed record Hang : Fault;

    /// <summary>Performs the request and never answers.</summary>
    public sealed record HangAfter : Fault;

    /// <summary>Performs the request and answers after something has happened.</summary>
    public sealed record WaitFor(Task Happened) : Fault;

    /// <summary>Closes the connection before anything is done.</summary>
    public sealed record DropBefore : Fault;

    /// <summary>Performs the request, then closes the connection: the answer is lost.</summary>
    public sealed record DropAfter : Fault;
}
