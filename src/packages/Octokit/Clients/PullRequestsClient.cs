namespace Octokit;

internal sealed class PullRequestsClient(Connection connection) : IPullRequestsClient
{
    public Task<PullRequest> Get(string owner, string name, int pullRequestNumber) =>
        connection.GetAsync<PullRequest>(ApiPath.Of($"repos/{owner}/{name}/pulls/{pullRequestNumber}"));

    public Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name) =>
        GetAllForRepository(owner, name, new PullRequestRequest());

    public Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request) =>
        GetAllForRepository(owner, name, request, ApiOptions.None);

    public Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request, ApiOptions options) =>
        connection.GetAllAsync<PullRequest>(ApiPath.Of($"repos/{owner}/{name}/pulls"), request.Parameters(), options);

    public Task<PullRequest> Create(string owner, string name, NewPullRequest newPullRequest) =>
        connection.PostAsync<PullRequest>(ApiPath.Of($"repos/{owner}/{name}/pulls"), newPullRequest);

    public Task<PullRequest> Update(string owner, string name, int pullRequestNumber, PullRequestUpdate pullRequestUpdate) =>
        connection.PatchAsync<PullRequest>(ApiPath.Of($"repos/{owner}/{name}/pulls/{pullRequestNumber}"), pullRequestUpdate);
}
