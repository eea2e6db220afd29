namespace Octokit;

/// <summary>What the headers of an answer say beside its body.</summary>
public class ApiInfo(
    IDictionary<string, Uri> links,
    IList<string> oauthScopes,
    IList<string> acceptedOauthScopes,
    string etag,
    RateLimit rateLimit,
    TimeSpan serverTimeDifference = default)
{
    /// <summary>The scopes of the token that asked.</summary>
    public IReadOnlyList<string> OauthScopes { get; } = oauthScopes.AsReadOnly();

    /// <summary>The scopes of which one would do.</summary>
    public IReadOnlyList<string> AcceptedOauthScopes { get; } = acceptedOauthScopes.AsReadOnly();

    public string Etag { get; } = etag;

    /// <summary>Links by their relation, for example <c>next</c>.</summary>
    public IReadOnlyDictionary<string, Uri> Links { get; } = links.AsReadOnly();

    public RateLimit RateLimit { get; } = rateLimit;

    /// <summary>The server's clock less ours.</summary>
    public TimeSpan ServerTimeDifference { get; } = serverTimeDifference;
}
