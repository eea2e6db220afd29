using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// Runs a stage, whatever its workflow: attempt → review → another attempt with the feedback, in the same session and
/// workspace, until a person approves, rejects for good, or the attempts are used up.
/// </summary>
internal sealed class StageRunner(TaskRun run, Workspace workspace)
{
    public async Task<StageOutcome> RunAsync(Stage stage)
    {
        var prompt = run.Prompts.Start(stage, workspace.Repositories, run.Inbox.TakeNotes());
        var earlier = new List<string>();
        for (var number = 1; ; number++)
        {
            var key = new AttemptKey(run.Task.TaskId, run.WorkflowId, stage.Name, number);
            run.Progress.BeginAttempt(stage.Name, number);
            var attempt = new StageAttempt(run, workspace, key, prompt);
            if (await attempt.RunAsync() is not { } result)
            {
                return Ended(new StageDecision(stage.Name, number, DecisionKind.Expired, null, Workflow.UtcNow, null), null, earlier);
            }

            run.Progress.Add(result);
            var isLast = number >= run.Policy.MaxAttempts;
            var decision = await new StageReview(run, key, isLast, result).RunAsync();
            if (decision.Kind != DecisionKind.Rejected || decision.Feedback is null || isLast)
            {
                return Ended(decision, result, earlier);
            }

            earlier.Add(result.Agent.Summary);
            run.Progress.Add(decision);
            run.Budget.Extend();
            prompt = run.Prompts.TryAgain(number + 1, decision.Feedback, run.Inbox.TakeNotes());
        }
    }

    private StageOutcome Ended(StageDecision decision, AttemptResult? result, IReadOnlyList<string> earlier)
    {
        run.Progress.Add(decision);
        return new StageOutcome(decision, result, earlier);
    }
}
