using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Prompts;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>The agent's runs of one attempt: one, and one more for each question that a person answers.</summary>
internal sealed class AgentTurns(TaskRun run, Workspace workspace, Stage stage, AttemptKey key, string firstPrompt)
{
    /// <summary>An agent that asks this often will not come to an end by itself.</summary>
    private const int MaxQuestions = 10;

    private const int MaxQuestionLength = 2500;

    private string _prompt = firstPrompt;
    private int _turn = 1;
    private int _questions;
    private ClaudeResult? _ended;

    /// <summary>What all runs of this attempt cost, in US dollars.</summary>
    public decimal CostUsd { get; private set; }

    /// <summary>What all runs of this attempt used, read from caches included.</summary>
    public long TokensUsed { get; private set; }

    /// <summary>How many runs there were.</summary>
    public int Count => _turn;

    /// <summary>The result with which the agent ended; null if nobody answered a question in time.</summary>
    public async Task<ClaudeResult?> RunAsync()
    {
        while (_ended is null)
        {
            var result = await RunTurnAsync();
            if (result is not { Outcome: AgentOutcome.Question, Question: { } question } || ++_questions > MaxQuestions)
            {
                _ended = result;
                break;
            }

            if (await AskAsync(TextSanitizer.MultiLine(question, MaxQuestionLength)) is not { } answer)
            {
                return null;
            }

            _prompt = run.Prompts.Answered(question, answer.Text, run.Inbox.TakeNotes());
            _turn++;
        }

        return _ended;
    }

    /// <summary>The agent's work went with its sandbox: it is told so and begins the turn again, in its old session.</summary>
    public void StartOver()
    {
        _ended = null;
        _turn++;
        _prompt = PromptWriter.AfterLoss(_prompt);
    }

    private async Task<ClaudeResult> RunTurnAsync()
    {
        await run.EnterAsync(WorkStatus.Running);
        try
        {
            var result = await RunAsync(new RunClaudeCode
            {
                Sandbox = workspace.Sandbox,
                Key = key,
                Turn = _turn,
                Prompt = _prompt,
                SessionId = run.Progress.SessionId,
                Transcript = run.Progress.LastResult?.Transcript,
                Model = run.Task.Model,
                MaxTurns = run.Policy.MaxTurns,
                Timeout = stage.Timeout ?? run.Task.Timeout,
                BudgetUsd = run.Budget.LeftUsd * (stage.BudgetShare ?? 1),
            });
            CostUsd += result.CostUsd;
            TokensUsed += result.Models.Sum(m => m.InputTokens + m.OutputTokens + m.CacheReadTokens + m.CacheWriteTokens);
            run.Progress.Add(result);
            return result;
        }
        catch (ActivityFailureException e) when (Failures.CostUsd(e) is > 0 and var costUsd)
        {
            CostUsd += costUsd;
            run.Progress.AddCost(costUsd);
            if (run.IsCancellation(e) || workspace.CanRecoverFrom(e))
            {
                throw;
            }

            // It has worked, so what it left is collected and reviewed.
            return new ClaudeResult { Outcome = AgentOutcome.Failed, Summary = string.Empty, SessionId = run.Progress.SessionId ?? string.Empty, Error = run.Reason(e) };
        }
        catch (ActivityFailureException e) when (run.Progress.LastResult is { } before && !run.IsCancellation(e) && !workspace.CanRecoverFrom(e))
        {
            return new ClaudeResult { Outcome = AgentOutcome.Failed, Summary = string.Empty, SessionId = before.SessionId, Transcript = before.Transcript, Error = run.Reason(e) };
        }
    }

    private Task<ClaudeResult> RunAsync(RunClaudeCode input) => run.Calls.RunAsync(
        (IAgentActivities a) => a.RunClaudeCodeAsync(input), Policies.Agent(input.Sandbox.HostTaskQueue, input.Timeout, run.Cancelled), failed: "The agent could not work");

    private async Task<Answer?> AskAsync(string text)
    {
        var question = new Question(text, Workflow.UtcNow, run.Policy.ApprovalTimeout);
        run.Inbox.Question = question;
        run.Progress.Question = text;
        run.Progress.SetDeadline(Workflow.UtcNow + run.Policy.ApprovalTimeout);
        await run.EnterAsync(WorkStatus.AwaitingAnswer, "The agent has a question; reply in the thread.");
        try
        {
            var asked = await run.Events.PublishAsync(new QuestionAsked(key, _turn, text, run.Task.Requester), run.Cancelled);
            var answer = await WaitAsync(question);
            if (answer is not null)
            {
                run.Events.Replace(asked, new QuestionAnswered(key, _turn, text, answer.By));
            }

            return answer;
        }
        finally
        {
            run.Inbox.Question = null;
            run.Progress.Question = null;
            run.Progress.SetDeadline(null);
        }
    }

    private async Task<Answer?> WaitAsync(Question question)
    {
        var askedAt = Workflow.UtcNow;
        while (question.Answer is null && !question.HasExpired(Workflow.UtcNow))
        {
            if (question.TakeReminder(Workflow.UtcNow))
            {
                run.Events.Publish(new ReminderDue(key, _turn, question.Left(Workflow.UtcNow), run.Task.Requester));
            }

            await Workflow.WaitConditionAsync(() => question.Answer is not null, question.UntilNextTick(Workflow.UtcNow), run.Cancelled);
        }

        run.Progress.AddWait(Workflow.UtcNow - askedAt);
        return question.Answer;
    }
}
