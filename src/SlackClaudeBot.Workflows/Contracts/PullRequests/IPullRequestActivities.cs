using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.PullRequests;

/// <summary>Asks for the pull request of a pushed branch.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Branch">The head branch.</param>
/// <param name="BaseBranch">The branch to merge into.</param>
/// <param name="Title">At most 256 characters.</param>
/// <param name="Body">Markdown.</param>
public sealed record OpenPullRequest(string Repository, string Branch, string BaseBranch, string Title, string Body);

/// <summary>A pull request that exists.</summary>
public sealed record PullRequestReference(string Repository, int Number, string Url);

/// <summary>Opens pull requests.</summary>
public interface IPullRequestActivities
{
    /// <summary>Opens the pull request, or returns the open one of the same branch.</summary>
    [Activity]
    Task<PullRequestReference> OpenPullRequestAsync(OpenPullRequest input);
}
