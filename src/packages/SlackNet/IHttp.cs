namespace SlackNet;

/// <summary>Sends a request and reads the JSON of its answer.</summary>
public interface IHttp
{
    /// <exception cref="SlackRateLimitException">Slack answered 429.</exception>
    /// <exception cref="HttpRequestException">Slack is unreachable, or answered with another error status.</exception>
    Task<T> Execute<T>(HttpRequestMessage requestMessage, CancellationToken cancellationToken = default);
}
