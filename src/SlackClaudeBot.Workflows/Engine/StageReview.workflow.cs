using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Shows an attempt's summary and waits until a person has decided, or nobody has in time.</summary>
internal sealed class StageReview(TaskRun run, Stage stage, AttemptKey key, int maxAttempts, AttemptResult result)
{
    /// <summary>Summaries stay far below Temporal's 2 MB and Slack's limits.</summary>
    private const int MaxSummaryLength = 4000;

    private readonly Dictionary<string, ThreadPost> _feedbackLines = new(StringComparer.Ordinal);

    public async Task<StageDecision> RunAsync()
    {
        if (AutoApproval.IsAllowed(run.Task, stage, result))
        {
            var goesOn = new StageDecision(key.Stage, key.Attempt, DecisionKind.AutoApproved, null, Workflow.UtcNow, null);
            await run.Thread.PostAsync(Summary(goesOn), run.Cancelled);
            return goesOn;
        }

        await run.EnterAsync(WorkStatus.AwaitingApproval, result.Problem);
        var review = new Review(
            new ReviewTerms(key, key.Attempt >= maxAttempts, result.CanBeApproved, run.Policy.ApprovalTimeout, run.Policy.FeedbackGrace), Workflow.UtcNow);
        // Open before the buttons are there: a click may arrive before this workflow knows that they were posted.
        run.Inbox.Review = review;
        run.Progress.CanApprove = result.CanBeApproved;
        var openedAt = Workflow.UtcNow;
        run.Progress.SetDeadline(openedAt + run.Policy.ApprovalTimeout);
        try
        {
            run.Progress.Review = await run.Thread.PostAsync(Summary(null), run.Cancelled);
            return await WaitAsync(review, run.Progress.Review);
        }
        catch (Exception e) when (run.IsCancellation(e))
        {
            if (run.Progress.Review is { } message)
            {
                run.Thread.Edit(message, Summary(new StageDecision(key.Stage, key.Attempt, DecisionKind.Cancelled, run.Inbox.Cancellation?.By, Workflow.UtcNow, null)));
            }

            throw;
        }
        finally
        {
            run.Inbox.Review = null;
            run.Progress.Review = null;
            run.Progress.SetDeadline(null);
            run.Progress.AddWait(Workflow.UtcNow - openedAt);
        }
    }

    private async Task<StageDecision> WaitAsync(Review review, MessageAddress message)
    {
        while (true)
        {
            review.Tick(Workflow.UtcNow);
            while (review.TryTakeEvent(out var reviewEvent))
            {
                Show(reviewEvent, review, message);
            }

            if (review.Decision is { } decision)
            {
                return decision;
            }

            await Workflow.WaitConditionAsync(() => review.HasEvents, review.UntilNextTick(Workflow.UtcNow), run.Cancelled);
        }
    }

    private void Show(ReviewEvent reviewEvent, Review review, MessageAddress message)
    {
        switch (reviewEvent)
        {
            case ReviewEvent.FeedbackTaken(var feedback):
                _feedbackLines[feedback.Id] = run.Thread.Post(TakenLine(feedback.Id, undoes: feedback.Id));
                run.Thread.Edit(message, Summary(review.Standing(Workflow.UtcNow)));
                break;
            case ReviewEvent.FeedbackUndone(var feedback, var by):
                if (_feedbackLines.Remove(feedback.Id, out var line))
                {
                    run.Thread.Edit(line, line.Content with { Kind = ThreadMessageKind.Note, Text = "Feedback taken back.", Value = null, Mention = by });
                }

                run.Thread.Edit(message, Summary(review.Standing(Workflow.UtcNow)));
                break;
            case ReviewEvent.ReminderDue(var left):
                run.Thread.Post(Line("reminder", ThreadMessageKind.Reminder, ReminderText.ForReview(left), run.Task.Requester));
                break;
            case ReviewEvent.NoAttemptLeft(var signalId, var by):
                run.Thread.Post(Line(
                    $"last:{signalId}", ThreadMessageKind.Note, "This was the last attempt, so a reply cannot start another one. Please decide with Approve or Reject.", by));
                break;
            case ReviewEvent.NotTaken(var verdict, var by):
                run.Thread.Post(Line($"not-taken:{verdict}", ThreadMessageKind.Note, ReviewRules.Explain(verdict, key.Attempt), by));
                break;
            case ReviewEvent.Decided(var decision):
                foreach (var (id, taken) in _feedbackLines)
                {
                    run.Thread.Edit(taken, TakenLine(id, undoes: null));
                }

                run.Thread.Edit(message, Summary(decision));
                break;
        }
    }

    private ThreadMessage TakenLine(string feedbackId, string? undoes) => new(
        run.WorkflowId, $"{key.MessageKey("feedback")}:{feedbackId}", ThreadMessageKind.FeedbackTaken, $"Taken as feedback for attempt {key.Attempt + 1}.", undoes)
    {
        UndoUntil = undoes is null ? null : Workflow.UtcNow + run.Policy.FeedbackGrace,
    };

    private ThreadMessage Line(string what, ThreadMessageKind kind, string text, string? mention) =>
        new(run.WorkflowId, key.MessageKey(what), kind, text, Mention: mention);

    private StageSummary Summary(StageDecision? decision) => new()
    {
        Key = key,
        MaxAttempts = maxAttempts,
        Title = run.Task.Title,
        Summary = TextSanitizer.MultiLine(result.Agent.Summary, MaxSummaryLength),
        Changes = result.Changes,
        Tests = result.Tests,
        CostUsd = result.CostUsd,
        TotalCostUsd = run.Budget.SpentUsd,
        BudgetUsd = run.Budget.GrantedUsd,
        Duration = result.Duration,
        AwaitsDecision = decision is null,
        Decision = decision,
        Problem = result.Problem ?? (decision is null ? NoApprovalFallback.Explain(run.Task.RequireApproval, result) : null),
        CanApprove = result.CanBeApproved,
        CanRetry = result.Agent.Outcome == AgentOutcome.Failed || result.Agent.Outcome == AgentOutcome.TimedOut,
        Mention = run.Task.Requester,
        PendingNotes = run.Inbox.NoteCount,
    };
}
