namespace SlackNet;

/// <summary>Sends a request and reads the JSON that comes back.</summary>
public interface IHttp
{
    /// <exception cref="SlackRateLimitException">Slack answered 429.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or answered another error.</exception>
    Task<T> Execute<T>(HttpRequestMessage requestMessage, CancellationToken cancellationToken = default);
}
