namespace Octokit;

/// <summary>A token of an installation.</summary>
public class AccessToken(string token, DateTimeOffset expiresAt)
{
    public string Token { get; private set; } = token;

    public DateTimeOffset ExpiresAt { get; private set; } = expiresAt;
}
