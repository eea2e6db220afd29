using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.Repositories;
using SlackClaudeBot.Workflows.Sandboxes;
using SlackClaudeBot.Workflows.Stages;
using SlackClaudeBot.Workflows.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.PullRequests;

/// <summary>Pushes the approved work and opens a pull request for each repository that changed.</summary>
internal sealed class PullRequests(TaskRun run, Workspace workspace)
{
    public async Task<TaskEnd> OpenAsync(StageOutcome outcome)
    {
        if (outcome.Result is not { ChangedNothing: false } result)
            return new TaskEnd(TaskStatuses.Completed, "Nothing was changed, so there is no pull request.");

        await run.EnterAsync(TaskStatuses.CreatingPullRequests);
        var failures = new List<string>();
        foreach (var changes in result.Changes.Repositories.Where(r => r.Bundle is not null))
        {
            try
            {
                run.Progress.Add(await OpenAsync(changes, result, outcome.Decision));
            }
            catch (ActivityFailureException e) when (!run.IsCancellation(e))
            {
                // One repository's refusal takes nothing from the others.
                failures.Add($"{changes.Name}: {Failures.Reason(e)}");
            }
        }

        return failures.Count == 0 ? new TaskEnd(TaskStatuses.Completed, null) : TaskEnd.Failed(string.Join("; ", failures));
    }

    private async Task<PullRequestReference> OpenAsync(RepositoryChanges changes, AttemptResult result, StageDecision decision)
    {
        var repository = workspace.Repositories.Single(r => r.Name == changes.Name);
        run.Progress.Show($"Pushing {changes.Name}…");
        await workspace.PushAsync(new PushBranch(run.Task.TaskId, repository, changes));

        run.Progress.Show($"Opening the pull request of {changes.Name}…");
        var text = PullRequestText.For(run.Task, result, decision, changes, run.Budget.SpentUsd, run.Progress.Attempt, run.Progress.Card);
        return await run.Calls.OpenPullRequestAsync(
            new OpenPullRequest(repository.Name, repository.Branch, repository.BaseBranch, text.Title, text.Body));
    }
}
