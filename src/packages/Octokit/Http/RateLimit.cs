using System.Globalization;

namespace Octokit;

/// <summary>How many requests are left until when.</summary>
public class RateLimit
{
    /// <summary>Reads the <c>X-RateLimit-*</c> headers; what is missing counts as 0.</summary>
    public RateLimit(IDictionary<string, string> responseHeaders)
        : this(
            (int)Number(responseHeaders, "x-ratelimit-limit"),
            (int)Number(responseHeaders, "x-ratelimit-remaining"),
            Number(responseHeaders, "x-ratelimit-reset"))
    {
    }

    public RateLimit(int limit, int remaining, long resetAsUtcEpochSeconds)
    {
        (Limit, Remaining, ResetAsUtcEpochSeconds) = (limit, remaining, resetAsUtcEpochSeconds);
        Reset = DateTimeOffset.FromUnixTimeSeconds(resetAsUtcEpochSeconds);
    }

    /// <summary>Requests an hour.</summary>
    public int Limit { get; }

    /// <summary>Requests left in this hour.</summary>
    public int Remaining { get; }

    /// <summary>When the next hour begins.</summary>
    public DateTimeOffset Reset { get; }

    public long ResetAsUtcEpochSeconds { get; }

    private static long Number(IDictionary<string, string> headers, string name)
    {
        var text = headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

        // What DateTimeOffset can hold: a header may say anything.
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue * 100L ? value : 0;
    }
}
