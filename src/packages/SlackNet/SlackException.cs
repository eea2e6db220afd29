using SlackNet.WebApi;

namespace SlackNet;

/// <summary>Slack answered <c>ok: false</c>.</summary>
public class SlackException : Exception
{
    private readonly ErrorResponse _response;

    public SlackException(ErrorResponse errorResponse) : base(Describe(errorResponse)) => _response = errorResponse;

    /// <summary>Slack's <c>error</c>, for example <c>channel_not_found</c>.</summary>
    public string ErrorCode => _response.Error;

    /// <summary>Details, for example the blocks that Slack refuses.</summary>
    public IReadOnlyList<string> ErrorMessages => [.. _response.ResponseMetadata?.Messages ?? []];

    /// <summary>Further fields of the answer, for example <c>needed</c> and <c>provided</c> of <c>missing_scope</c>.</summary>
    public IReadOnlyDictionary<string, string> ErrorInfo => _response.Info;

    private static string Describe(ErrorResponse response)
    {
        var details = string.Join("; ", [.. response.ResponseMetadata?.Messages ?? [], .. response.Info.Select(field => $"{field.Key}: {field.Value}")]);
        return $"Slack answered {response.Error}{(details.Length == 0 ? "" : ": ")}{details}";
    }
}

/// <summary>Slack answered 429.</summary>
public class SlackRateLimitException : Exception
{
    public SlackRateLimitException(TimeSpan? retryAfter) : base($"Slack asks to wait {retryAfter?.TotalSeconds ?? 1} s.") => RetryAfter = retryAfter;

    /// <summary>Slack's <c>Retry-After</c>; null if it did not send one.</summary>
    public TimeSpan? RetryAfter { get; }
}
