using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Kinds;

/// <summary>Fixes a bug in one or more repositories and opens a pull request for each one it changed.</summary>
[Workflow]
[method: WorkflowInit]
public sealed class BugFixWorkflow(TaskRequest task) : TaskWorkflow(task)
{
    /// <summary>Runs the task from its first event to its pull requests.</summary>
    [WorkflowRun]
    public Task<TaskResult> RunAsync(TaskRequest task) => RunStagesAsync(Stages.BugFix);
}
