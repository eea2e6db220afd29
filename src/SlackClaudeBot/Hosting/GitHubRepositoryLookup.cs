using Octokit;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Slack.Commands;

namespace SlackClaudeBot.Hosting;

/// <summary>Asks GitHub whether repositories and branches exist, and suggests similar ones.</summary>
internal sealed partial class GitHubRepositoryLookup(GitHubClients clients, ILogger<GitHubRepositoryLookup> logger) : IRepositoryLookup
{
    // The first page is enough for suggestions.
    private static readonly ApiOptions _onePage = new() { PageSize = 100, PageCount = 1, StartPage = 1 };

    public async Task<RepositoryFacts?> FindAsync(string fullName, string? branch, CancellationToken cancellationToken)
    {
        if (fullName.Split('/') is not [var owner, var name])
        {
            return null;
        }

        try
        {
            var gitHub = clients.For(owner, name);
            if (!await ExistsAsync(() => gitHub.Repository.Get(owner, name)))
            {
                return new(Exists: false, BranchExists: false, await NamesAsync(async () => (await gitHub.Repository.GetAllForUser(owner, _onePage)).Select(other => other.FullName)));
            }

            if (branch is not null && !await ExistsAsync(() => gitHub.Repository.Branch.Get(owner, name, branch)))
            {
                return new(Exists: true, BranchExists: false, await NamesAsync(async () => (await gitHub.Repository.Branch.GetAll(owner, name, _onePage)).Select(other => other.Name)));
            }

            return new(Exists: true, BranchExists: true, []);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The task itself reports problems of GitHub or the credentials.
            Log.NotLookedUp(logger, fullName, e.Message);
            return null;
        }
    }

    private static async Task<bool> ExistsAsync<T>(Func<Task<T>> get)
    {
        try
        {
            await get();
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Func<Task<IEnumerable<string>>> list)
    {
        try
        {
            return [.. await list()];
        }
        catch (ApiException)
        {
            // Only suggestions are lost: an app that is installed on a few repositories cannot list all of an owner's.
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "GitHub could not be asked about {Repository} before the task starts: {Reason}")]
        public static partial void NotLookedUp(ILogger logger, string repository, string reason);
    }
}
