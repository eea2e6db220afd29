using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using SlackClaudeBot.Workflows.Kinds;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>A second kind of work: a plan that a person approves, then the change.</summary>
[Workflow]
[method: WorkflowInit]
public sealed class TwoStageWorkflow(TaskRequest task) : TaskWorkflow(task)
{
    private static readonly Stage _plan = new() { Name = "plan", Goal = "Write a plan for what the task describes.", Output = StageOutput.Document, Checks = StageChecks.None };

    private static readonly Stage _build = Stages.BugFix with { Name = "build", Goal = "Carry out the plan." };

    [WorkflowRun]
    public Task<TaskResult> RunAsync(TaskRequest task) => RunStagesAsync(_plan, _build);
}
