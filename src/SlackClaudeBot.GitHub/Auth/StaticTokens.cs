using Microsoft.Extensions.Options;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>One token for everything: <c>GITHUB_TOKEN</c>.</summary>
public sealed class StaticTokens(IOptions<GitHubOptions> options) : IGitHubTokens
{
    public Task<string> GetTokenAsync(string owner, string repository, CancellationToken cancellationToken) =>
        Task.FromResult(options.Value.Token ?? throw new InvalidOperationException("GITHUB_TOKEN is not set."));
}
