using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Kinds;

/// <summary>Fixes a bug in one or more repositories and opens a pull request for each one it changed.</summary>
[Workflow]
[method: WorkflowInit]
public sealed class BugFixWorkflow(TaskRequest task) : TaskWorkflow(task)
{
    /// <summary>Runs the task from its card in Slack to its pull requests.</summary>
    [WorkflowRun]
    public Task<TaskResult> RunAsync(TaskRequest task)
    {
        var workspace = new Workspace(Run);
        return RunToEndAsync(workspace, async () =>
        {
            await Run.Thread.OpenAsync(Run.Cancelled);
            await workspace.OpenAsync();
            var outcome = await new StageRunner(Run, workspace).RunAsync(Stage.BugFix);
            return outcome.IsApproved ? await new ApprovedWork(Run, workspace).OpenPullRequestsAsync(outcome) : NotApproved(outcome);
        });
    }

    private static TaskEnd NotApproved(StageOutcome outcome) => outcome.Decision.Kind switch
    {
        DecisionKind.Expired => new TaskEnd(WorkStatus.Expired, "Nobody answered or decided in time."),
        _ => new TaskEnd(WorkStatus.Rejected, outcome.Decision.Feedback is null ? null : "Rejected; no attempt is left."),
    };
}
