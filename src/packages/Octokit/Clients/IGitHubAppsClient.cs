namespace Octokit;

/// <summary>What a GitHub App asks about itself, with its JSON Web Token: https://docs.github.com/rest/apps/apps</summary>
public interface IGitHubAppsClient
{
    /// <summary>A token of one installation; it lives for an hour.</summary>
    Task<AccessToken> CreateInstallationToken(long installationId);

    /// <summary>The installation through which the app reaches a repository.</summary>
    Task<Installation> GetRepositoryInstallationForCurrent(string owner, string repo);
}
