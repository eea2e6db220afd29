namespace Octokit;

/// <summary>GitHub's REST API.</summary>
public interface IGitHubClient : IApiInfoProvider
{
    IRepositoriesClient Repository { get; }

    IPullRequestsClient PullRequest { get; }

    IGitHubAppsClient GitHubApps { get; }

    /// <summary>How long a request may take; 100 seconds until set.</summary>
    void SetRequestTimeout(TimeSpan timeout);
}
