namespace Octokit;

/// <summary>Repositories: https://docs.github.com/rest/repos/repos</summary>
public interface IRepositoriesClient
{
    Task<Repository> Get(string owner, string name);
}
