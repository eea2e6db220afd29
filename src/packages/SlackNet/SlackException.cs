using SlackNet.WebApi;

namespace SlackNet;

/// <summary>Slack answered <c>ok: false</c>.</summary>
public class SlackException : Exception
{
    private readonly ErrorResponse _response;

    public SlackException(ErrorResponse errorResponse) : base(Describe(errorResponse)) => _response = errorResponse;

    /// <summary>Slack's <c>error</c>, for example <c>channel_not_found</c>.</summary>
    public string ErrorCode => _response.Error;

    /// <summary>What Slack says beside it.</summary>
    public IReadOnlyList<string> ErrorMessages => [.. _response.ResponseMetadata?.Messages ?? []];

    private static string Describe(ErrorResponse response)
    {
        var details = string.Join("; ", response.ResponseMetadata?.Messages ?? []);
        return $"Slack answered {response.Error}{(details.Length == 0 ? "" : ": ")}{details}";
    }
}

/// <summary>Slack answered 429.</summary>
public class SlackRateLimitException : Exception
{
    public SlackRateLimitException(TimeSpan? retryAfter) : base($"Slack asks to wait {retryAfter?.TotalSeconds ?? 1} s.") => RetryAfter = retryAfter;

    /// <summary>How long to wait, where Slack said it.</summary>
    public TimeSpan? RetryAfter { get; }
}
