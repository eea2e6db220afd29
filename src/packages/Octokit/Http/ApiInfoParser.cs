using System.Globalization;
using System.Text.RegularExpressions;

namespace Octokit;

/// <summary>Reads <see cref="ApiInfo"/> out of headers.</summary>
internal static partial class ApiInfoParser
{
    internal static ApiInfo Parse(IReadOnlyDictionary<string, string> headers)
    {
        var all = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        return new ApiInfo(
            Links(all.GetValueOrDefault("Link")),
            List(all.GetValueOrDefault("X-OAuth-Scopes")),
            List(all.GetValueOrDefault("X-Accepted-OAuth-Scopes")),
            all.GetValueOrDefault("ETag", string.Empty),
            new RateLimit(all),
            ClockDifference(all.GetValueOrDefault("Date")));
    }

    private static Dictionary<string, Uri> Links(string header)
    {
        var links = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (Match match in Link().Matches(header ?? string.Empty))
        {
            if (Uri.TryCreate(match.Groups["uri"].Value, UriKind.Absolute, out var uri))
                links[match.Groups["rel"].Value] = uri;
        }

        return links;
    }

    private static string[] List(string header) =>
        header?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static TimeSpan ClockDifference(string header) =>
        DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date - DateTimeOffset.UtcNow
            : TimeSpan.Zero;

    // https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
    [GeneratedRegex("""<(?<uri>[^>]+)>\s*;\s*rel="(?<rel>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
