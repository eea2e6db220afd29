using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What was approved, on its way to GitHub.</summary>
internal sealed class ApprovedWork(TaskRun run, Workspace workspace)
{
    private readonly HashSet<(string Repository, string Commit)> _delivered = [];

    /// <summary>How the task ends after all pull requests are open.</summary>
    public TaskEnd End => new(WorkStatus.Completed, _delivered.Count == 0 ? "Nothing was changed, so there is no pull request." : null);

    /// <summary>
    /// Pushes the branch of each repository that changed and opens its pull request. What has been delivered is not delivered again.
    /// </summary>
    /// <returns>What failed, for people; null if nothing did.</returns>
    public async Task<string?> OpenPullRequestsAsync()
    {
        if (run.Outcomes.FindLast(outcome => outcome.Stage.Output == StageOutput.Changes)?.Result is not { ChangedNothing: false } result)
        {
            return null;
        }

        await run.EnterAsync(WorkStatus.CreatingPullRequests);
        var story = new PullRequestStory(run.Task, result, run.Outcomes, run.Budget.SpentUsd, await FindDiscussionAsync());
        var failures = new List<string>();
        foreach (var changes in result.Changes.Repositories.Where(r => r.Bundle is not null && !_delivered.Contains((r.Name, r.HeadCommit))))
        {
            try
            {
                run.Progress.Add(await OpenPullRequestAsync(changes, story));
                _delivered.Add((changes.Name, changes.HeadCommit));
            }
            catch (ActivityFailureException e) when (!run.IsCancellation(e))
            {
                // The refusal of one repository does not affect the others.
                failures.Add($"{changes.Name}: {run.Reason(e)}");
            }
        }

        return failures.Count == 0 ? null : string.Join("; ", failures);
    }

    private async Task<PullRequestReference> OpenPullRequestAsync(RepositoryChanges changes, PullRequestStory story)
    {
        var repository = workspace.Repositories.Single(r => r.Name == changes.Name);
        run.Progress.Show($"Pushing {changes.Name}…");
        await workspace.PushAsync(new PushBranch(run.Task.TaskId, repository, changes));

        run.Progress.Show($"Opening the pull request of {changes.Name}…");
        var text = PullRequestText.For(story, changes);
        var input = new OpenPullRequest(repository.Name, repository.Branch, repository.BaseBranch, text.Title, text.Body);
        return await run.Calls.RunAsync(
            (IPullRequestActivities a) => a.OpenPullRequestAsync(input),
            Policies.PullRequest(run.Cancelled),
            failed: $"The branch {repository.Branch} is pushed, but the pull request was not opened",
            waiting: "Waiting for GitHub…");
    }

    // A pull request without names is better than none.
    private async Task<Discussion> FindDiscussionAsync()
    {
        if (run.Progress.Shown is not { } shown)
        {
            return Discussion.None;
        }

        string[] people = [.. run.Progress.Decisions.Select(d => d.By).Prepend(run.Task.Requester).OfType<string>().Where(id => id.Length > 0).Distinct()];
        try
        {
            var found = await run.Calls.RunAsync(
                (ITaskEventActivities a) => a.FindDiscussionAsync(shown, people), Policies.LookUp(run.Cancelled), failed: "The names of people could not be found");
            return found with { Url = found.Url ?? shown.Url };
        }
        catch (ActivityFailureException e) when (!run.IsCancellation(e))
        {
            Workflow.Logger.LogWarning("The pull request names nobody: {Reason}", Failures.ForLog(e));
            return Discussion.None with { Url = shown.Url };
        }
    }
}
