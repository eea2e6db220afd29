using Octokit;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.GitHub.Failures;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Activities;

namespace SlackClaudeBot.GitHub.PullRequests;

/// <summary>Opens pull requests on GitHub.</summary>
public sealed class PullRequestActivities(GitHubClients clients, TimeProvider time) : IPullRequestActivities
{
    /// <summary>GitHub's own limits.</summary>
    private const int MaxTitle = 256;

    private const int MaxBody = 65_536;

    [Activity]
    public async Task<PullRequestReference> OpenPullRequestAsync(OpenPullRequest input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!RepositoryName.TrySplit(input.Repository, out var owner, out var name))
        {
            throw ActivityFailures.InvalidRequest($"'{input.Repository}' is not a repository: write owner/name.");
        }

        var pulls = clients.For(owner, name).PullRequest;
        try
        {
            return await FindAsync(pulls, owner, name, input)
                ?? await OpenAsync(pulls, owner, name, input);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or OperationCanceledException)
        {
            throw GitHubFailures.Classify(e, input.Repository, input.Branch, time.GetUtcNow());
        }
    }

    private static async Task<PullRequestReference?> FindAsync(IPullRequestsClient pulls, string owner, string name, OpenPullRequest input)
    {
        var request = new PullRequestRequest { State = ItemStateFilter.Open, Head = $"{owner}:{input.Branch}", Base = input.BaseBranch };
        var open = await pulls.GetAllForRepository(owner, name, request, new ApiOptions { PageCount = 1, PageSize = 10 });

        // A server that does not know the filter returns all of them.
        var found = open.FirstOrDefault(p => p.Head.Ref == input.Branch && p.Base.Ref == input.BaseBranch);
        return found is null ? null : Reference(found, input);
    }

    private static async Task<PullRequestReference> OpenAsync(IPullRequestsClient pulls, string owner, string name, OpenPullRequest input)
    {
        var request = new NewPullRequest(TextSanitizer.Cut(input.Title, MaxTitle), input.Branch, input.BaseBranch) { Body = TextSanitizer.Cut(input.Body, MaxBody), MaintainerCanModify = true };
        try
        {
            return Reference(await pulls.Create(owner, name, request), input);
        }
        catch (ApiValidationException e) when (GitHubFailures.SaysAlreadyExists(e))
        {
            // Another attempt was faster, or its answer was lost.
            if (await FindAsync(pulls, owner, name, input) is { } found)
            {
                return found;
            }

            throw;
        }
    }

    private static PullRequestReference Reference(PullRequest pull, OpenPullRequest input) => new(input.Repository, pull.Number, pull.HtmlUrl);
}
