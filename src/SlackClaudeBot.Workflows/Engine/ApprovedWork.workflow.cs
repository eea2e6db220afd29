using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What was approved, on its way to GitHub.</summary>
internal sealed class ApprovedWork(TaskRun run, Workspace workspace)
{
    /// <summary>Pushes the branch of each repository that changed and opens its pull request.</summary>
    public async Task<TaskEnd> OpenPullRequestsAsync(StageOutcome outcome)
    {
        if (outcome.Result is not { ChangedNothing: false } result)
        {
            return new TaskEnd(WorkStatus.Completed, "Nothing was changed, so there is no pull request.");
        }

        await run.EnterAsync(WorkStatus.CreatingPullRequests);
        var story = new PullRequestStory(
            run.Task, result, outcome.Earlier, run.Progress.Decisions, run.Budget.SpentUsd, run.Progress.Card, await LookUpThreadAsync());
        var failures = new List<string>();
        foreach (var changes in result.Changes.Repositories.Where(r => r.Bundle is not null))
        {
            try
            {
                run.Progress.Add(await OpenPullRequestAsync(changes, story));
            }
            catch (ActivityFailureException e) when (!run.IsCancellation(e))
            {
                // One repository's refusal takes nothing from the others.
                failures.Add($"{changes.Name}: {Failures.Reason(e)}");
            }
        }

        return failures.Count == 0 ? new TaskEnd(WorkStatus.Completed, null) : TaskEnd.Failed(string.Join("; ", failures));
    }

    private async Task<PullRequestReference> OpenPullRequestAsync(RepositoryChanges changes, PullRequestStory story)
    {
        var repository = workspace.Repositories.Single(r => r.Name == changes.Name);
        run.Progress.Show($"Pushing {changes.Name}…");
        await workspace.PushAsync(new PushBranch(run.Task.TaskId, repository, changes));

        run.Progress.Show($"Opening the pull request of {changes.Name}…");
        var text = PullRequestText.For(story, changes);
        return await run.Calls.OpenPullRequestAsync(
            new OpenPullRequest(repository.Name, repository.Branch, repository.BaseBranch, text.Title, text.Body));
    }

    // A pull request without names is better than none.
    private async Task<ThreadFacts> LookUpThreadAsync()
    {
        if (run.Progress.Card is not { } card)
        {
            return ThreadFacts.None;
        }

        string[] people = [.. run.Progress.Decisions.Select(d => d.By).Prepend(run.Task.Requester).OfType<string>().Where(id => id.Length > 0).Distinct()];
        try
        {
            return await run.Calls.LookUpThreadAsync(card, people);
        }
        catch (ActivityFailureException e) when (!run.IsCancellation(e))
        {
            Workflow.Logger.LogWarning("The pull request names nobody: {Reason}", Failures.Reason(e));
            return ThreadFacts.None;
        }
    }
}
