namespace Octokit;

/// <summary>Pull requests: https://docs.github.com/rest/pulls/pulls</summary>
public interface IPullRequestsClient
{
    Task<PullRequest> Get(string owner, string name, int pullRequestNumber);

    /// <summary>The open ones.</summary>
    Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name);

    Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request);

    Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request, ApiOptions options);

    Task<PullRequest> Create(string owner, string name, NewPullRequest newPullRequest);

    Task<PullRequest> Update(string owner, string name, int pullRequestNumber, PullRequestUpdate pullRequestUpdate);
}
