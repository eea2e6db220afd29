namespace Octokit;

/// <summary>403: the requests of this hour are used up.</summary>
public class RateLimitExceededException : ForbiddenException
{
    private readonly RateLimit _rateLimit;

    public RateLimitExceededException(IResponse response)
        : this(response, null)
    {
    }

    public RateLimitExceededException(IResponse response, Exception innerException)
        : base(response, innerException)
        => _rateLimit = response.ApiInfo.RateLimit;

    public int Limit => _rateLimit.Limit;

    public int Remaining => _rateLimit.Remaining;

    public DateTimeOffset Reset => _rateLimit.Reset;

    public override string Message => ApiErrorMessageSafe ?? "API Rate Limit exceeded";

    /// <summary>How long to wait for the next hour to begin; never negative.</summary>
    public TimeSpan GetRetryAfterTimeSpan()
    {
        var serverNow = DateTimeOffset.UtcNow + (HttpResponse?.ApiInfo.ServerTimeDifference ?? TimeSpan.Zero);
        return Reset > serverNow ? Reset - serverNow : TimeSpan.Zero;
    }
}
