using Octokit;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>Clients of GitHub's REST API, each with the credentials for one repository.</summary>
public sealed class GitHubClients(GitHubOptions options, IGitHubTokens tokens)
{
    /// <summary>How long one request may take. Octokit's clients accept no cancellation token.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    internal static ProductHeaderValue Product { get; } = new("SlackClaudeBot");

    /// <summary>A client with the permissions of this repository's token.</summary>
    public IGitHubClient For(string owner, string repository)
    {
        var client = new GitHubClient(Product, new RepositoryCredentials(tokens, owner, repository), new Uri(options.ApiUrl));
        client.SetRequestTimeout(_timeout);
        return client;
    }

    private sealed class RepositoryCredentials(IGitHubTokens tokens, string owner, string repository) : ICredentialStore
    {
        public async Task<Credentials> GetCredentials() =>
            new(await tokens.GetTokenAsync(owner, repository, CancellationToken.None));
    }
}
