namespace Octokit;

internal sealed class GitHubAppsClient(Connection connection) : IGitHubAppsClient
{
    public Task<AccessToken> CreateInstallationToken(long installationId) =>
        connection.PostAsync<AccessToken>(ApiPath.Of($"app/installations/{installationId}/access_tokens"), null);

    public Task<Installation> GetRepositoryInstallationForCurrent(string owner, string repo) =>
        connection.GetAsync<Installation>(ApiPath.Of($"repos/{owner}/{repo}/installation"));
}
