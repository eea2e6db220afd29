namespace SlackClaudeBot.GitHub.Auth;

/// <summary>Provides tokens for repositories. Ask right before each use: a token may be valid for minutes only.</summary>
public interface IGitHubTokens
{
    /// <summary>A token that may read and write this repository.</summary>
    Task<string> GetTokenAsync(string owner, string repository, CancellationToken cancellationToken);
}
