namespace Octokit;

/// <summary>403: too many requests at once, or too many that create something.</summary>
public class SecondaryRateLimitExceededException : ForbiddenException
{
    public SecondaryRateLimitExceededException(IResponse response)
        : this(response, null)
    {
    }

    public SecondaryRateLimitExceededException(IResponse response, Exception innerException)
        : base(response, innerException)
    {
    }

    public override string Message => ApiErrorMessageSafe ?? "Secondary API Rate Limit exceeded";
}
