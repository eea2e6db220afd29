using System.Globalization;

namespace Octokit;

/// <summary>403: GitHub took the requests for abuse.</summary>
public class AbuseException : ForbiddenException
{
    public AbuseException(IResponse response)
        : this(response, null)
    {
    }

    public AbuseException(IResponse response, Exception innerException)
        : base(response, innerException)
    {
        var header = response.Headers.FirstOrDefault(h => string.Equals(h.Key, "Retry-After", StringComparison.OrdinalIgnoreCase)).Value;
        if (int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            RetryAfterSeconds = seconds;
    }

    /// <summary>How long to wait, where GitHub says.</summary>
    public int? RetryAfterSeconds { get; }

    public override string Message => ApiErrorMessageSafe ?? "Request Forbidden - Abuse Detection";
}
