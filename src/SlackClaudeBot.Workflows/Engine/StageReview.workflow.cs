using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Tells what an attempt did, and waits until a person has decided or the time is over.</summary>
internal sealed class StageReview(TaskRun run, Stage stage, AttemptKey key, int maxAttempts, AttemptResult result)
{
    /// <summary>Far below Temporal's limit of 2 MB.</summary>
    private const int MaxSummaryLength = 4000;

    private readonly Dictionary<string, PublishedEvent> _feedback = new(StringComparer.Ordinal);
    private PublishedEvent? _opened;

    public async Task<StageDecision> RunAsync()
    {
        if (AutoApproval.IsAllowed(run.Task, stage, result))
        {
            var goesOn = new StageDecision(key.Stage, key.Attempt, DecisionKind.AutoApproved, null, Workflow.UtcNow, null);
            await run.Events.PublishAsync(new ReviewOpened(Describe(goesOn)), run.Cancelled);
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
            _opened = await run.Events.PublishAsync(new ReviewOpened(Describe(null)), run.Cancelled);
            return await WaitAsync(review);
        }
        catch (Exception e) when (run.IsCancellation(e))
        {
            ShowChange(new StageDecision(key.Stage, key.Attempt, DecisionKind.Cancelled, run.Inbox.Cancellation?.By, Workflow.UtcNow, null));
            throw;
        }
        finally
        {
            run.Inbox.Review = null;
            run.Progress.SetDeadline(null);
            run.Progress.AddWait(Workflow.UtcNow - openedAt);
        }
    }

    private async Task<StageDecision> WaitAsync(Review review)
    {
        while (true)
        {
            review.Tick(Workflow.UtcNow);
            while (review.TryTakeEvent(out var reviewEvent))
            {
                Show(reviewEvent, review);
            }

            if (review.Decision is { } decision)
            {
                return decision;
            }

            await Workflow.WaitConditionAsync(() => review.HasEvents, review.UntilNextTick(Workflow.UtcNow), run.Cancelled);
        }
    }

    private void Show(ReviewEvent reviewEvent, Review review)
    {
        switch (reviewEvent)
        {
            case ReviewEvent.FeedbackTaken(var feedback):
                _feedback[feedback.Id] = run.Events.Publish(new FeedbackTaken(key, feedback.Id, Workflow.UtcNow + run.Policy.FeedbackGrace));
                ShowChange(review.Standing(Workflow.UtcNow));
                break;
            case ReviewEvent.FeedbackUndone(var feedback, var by):
                if (_feedback.Remove(feedback.Id, out var undone))
                {
                    run.Events.Replace(undone, new FeedbackUndone(key, feedback.Id, by));
                }

                ShowChange(review.Standing(Workflow.UtcNow));
                break;
            case ReviewEvent.ReminderDue(var left):
                run.Events.Publish(new ReminderDue(key, null, left, run.Task.Requester));
                break;
            case ReviewEvent.NoAttemptLeft(var signalId, var by):
                run.Events.Publish(new DecisionIgnored(key, $"last:{signalId}", ReviewRules.NoAttemptLeft, by));
                break;
            case ReviewEvent.NotTaken(var verdict, var by):
                run.Events.Publish(new DecisionIgnored(key, $"not-taken:{verdict}", ReviewRules.Explain(verdict, key.Attempt), by));
                break;
            case ReviewEvent.Decided(var decision):
                foreach (var (id, taken) in _feedback)
                {
                    run.Events.Replace(taken, new FeedbackKept(key, id));
                }

                ShowChange(decision);
                break;
        }
    }

    private void ShowChange(StageDecision? decision)
    {
        if (_opened is not null)
        {
            run.Events.Replace(_opened, new ReviewChanged(Describe(decision)));
        }
    }

    private AttemptReview Describe(StageDecision? decision) => new()
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
        Requester = run.Task.Requester,
        PendingNotes = run.Inbox.NoteCount,
    };
}
