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
    public Task<StageOutcome> RunAsync(Stage stage)
    {
        var startsSession = run.Outcomes.Count == 0 || stage.Session == StageSession.Fresh;
        if (startsSession)
        {
            run.Progress.StartSession();
        }

        var prompt = run.Prompts.Start(stage.Goal, stage.Ending, startsSession, workspace.Repositories, run.Inbox.TakeNotes());
        return RunAsync(stage, [], [], prompt, extraAttempts: 0);
    }

    /// <summary>Reviews the last stage's work once more, because it could not be delivered: the reviewer sees why, and feedback starts another attempt.</summary>
    public Task<StageOutcome> ReviewAgainAsync(string problem)
    {
        var last = run.Outcomes[^1];
        run.Outcomes.Remove(last);
        var attempts = last.Attempts.ToList();
        attempts.Add(attempts[^1] with { Failure = problem, CostUsd = 0, IsRepeated = true });
        return RunAsync(last.Stage, attempts, [.. last.Decisions], prompt: null, extraAttempts: 1);
    }

    /// <param name="stage">The stage.</param>
    /// <param name="attempts">The attempts so far.</param>
    /// <param name="decisions">The decisions so far.</param>
    /// <param name="prompt">What to tell the agent; null if the last attempt only needs a review.</param>
    /// <param name="extraAttempts">Attempts that are not counted against the stage.</param>
    private async Task<StageOutcome> RunAsync(Stage stage, List<AttemptResult> attempts, List<StageDecision> decisions, string? prompt, int extraAttempts)
    {
        var maxAttempts = (stage.MaxAttempts ?? run.Policy.MaxAttempts) + extraAttempts;
        while (true)
        {
            var number = prompt is null ? attempts.Count : attempts.Count + 1;
            var key = new AttemptKey(run.Task.TaskId, run.WorkflowId, stage.Name, number);
            run.Progress.BeginAttempt(stage.Name, number, maxAttempts, isWork: prompt is not null);
            if (prompt is not null)
            {
                var earlier = attempts.Where(made => !made.IsRepeated).Select(made => made.Agent.Summary).ToList();
                if (await new StageAttempt(run, workspace, stage, key, prompt, earlier).RunAsync() is not { } attempt)
                {
                    return End(stage, attempts, decisions, new StageDecision(stage.Name, number, DecisionKind.Expired, null, Workflow.UtcNow, null));
                }

                attempts.Add(attempt);
            }

            var result = attempts[^1];
            var isLast = number >= maxAttempts;
            var decision = await new StageReview(run, stage, key, maxAttempts, result).RunAsync();
            if (decision.Kind == DecisionKind.Retried)
            {
                maxAttempts++;
            }
            else if (decision.Kind != DecisionKind.Rejected || decision.Feedback is null || isLast)
            {
                return End(stage, attempts, decisions, decision);
            }

            decisions.Add(decision);
            run.Progress.Add(decision);
            run.Budget.Extend();
            prompt = run.Prompts.TryAgain(number + 1, decision.Feedback, result.Problem, run.Inbox.TakeNotes());
        }
    }

    private StageOutcome End(Stage stage, List<AttemptResult> attempts, List<StageDecision> decisions, StageDecision decision)
    {
        decisions.Add(decision);
        run.Progress.Add(decision);
        var outcome = new StageOutcome(stage, attempts, decisions);
        run.Outcomes.Add(outcome);
        return outcome;
    }
}
