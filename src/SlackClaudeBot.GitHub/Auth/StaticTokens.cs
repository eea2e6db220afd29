
namespace SlackClaudeBot.GitHub.Auth;

/// <summary>The same token for every repository: <c>GITHUB_TOKEN</c>.</summary>
public sealed class StaticTokens(GitHubOptions options) : IGitHubTokens
{
    public Task<string> GetTokenAsync(string owner, string repository, CancellationToken cancellationToken) =>
        Task.FromResult(options.Token ?? throw new InvalidOperationException("GITHUB_TOKEN is not set."));
}
