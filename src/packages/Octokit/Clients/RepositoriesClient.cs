namespace Octokit;

internal sealed class RepositoriesClient(Connection connection) : IRepositoriesClient
{
    public Task<Repository> Get(string owner, string name) => connection.GetAsync<Repository>(ApiPath.Of($"repos/{owner}/{name}"));
}
