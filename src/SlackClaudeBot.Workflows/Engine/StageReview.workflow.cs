using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Shows an attempt's summary and waits until a person has decided, or nobody has in time.</summary>
internal sealed class StageReview(TaskRun run, Stage stage, int attempt, bool isLastAttempt, AttemptResult result)
{
    /// <summary>Summaries stay far below Temporal's 2 MB and Slack's limits.</summary>
    private const int MaxSummaryLength = 4000;

    private readonly Dictionary<string, PostedLine> _feedbackLines = new(StringComparer.Ordinal);

    public async Task<StageDecision> RunAsync()
    {
        if (ReviewIsNotNeeded.For(run.Task, result) && (ReviewIsNotNeeded.IsTested(result) || !Workflow.Patched(ReviewIsNotNeeded.EachChangeIsTested)))
        {
            var goesOn = new StageDecision(DecisionKinds.NotNeeded, null, Workflow.UtcNow, null);
            await run.Thread.PostAsync(Summary(goesOn), run.Cancelled);
            return goesOn;
        }

        await run.EnterAsync(TaskStatuses.AwaitingApproval, result.Problem);
        var review = new Review(
            new ReviewTerms(stage.Name, attempt, isLastAttempt, result.CanBeApproved, run.Policy.ApprovalTimeout, run.Policy.FeedbackGrace), Workflow.UtcNow);
        // Open before the buttons are there: a click may arrive before this workflow knows that they were posted.
        run.Inbox.Review = review;
        var openedAt = Workflow.UtcNow;
        try
        {
            run.Progress.Review = await run.Thread.PostAsync(Summary(null), run.Cancelled);
            return await WaitAsync(review, run.Progress.Review);
        }
        catch (Exception e) when (run.IsCancellation(e))
        {
            if (run.Progress.Review is { } message)
            {
                run.Thread.Edit(message, Summary(new StageDecision(DecisionKinds.Cancelled, run.Inbox.Cancellation?.By, Workflow.UtcNow, null)));
            }

            throw;
        }
        finally
        {
            run.Inbox.Review = null;
            run.Progress.Review = null;
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
                _feedbackLines[feedback.Id] = run.Thread.Say(TakenLine(feedback.Id, undoes: feedback.Id));
                run.Thread.Edit(message, Summary(review.Standing(Workflow.UtcNow)));
                break;
            case ReviewEvent.FeedbackUndone(var feedback, var by):
                if (_feedbackLines.Remove(feedback.Id, out var line))
                {
                    run.Thread.Edit(line, line.Content with { Kind = ThreadMessageKinds.Note, Text = "Feedback taken back.", Value = null, Mention = by });
                }

                run.Thread.Edit(message, Summary(review.Standing(Workflow.UtcNow)));
                break;
            case ReviewEvent.ReminderDue(var left):
                run.Thread.Say(Line("reminder", ThreadMessageKinds.Reminder, Waits.ForReview(left), run.Task.Requester));
                break;
            case ReviewEvent.NoAttemptLeft(var signalId, var by):
                run.Thread.Say(Line(
                    $"last:{signalId}", ThreadMessageKinds.Note, "This was the last attempt, so a reply cannot start another one. Please decide with Approve or Reject.", by));
                break;
            case ReviewEvent.FeedbackCameFirst(var by):
                run.Thread.Say(Line(
                    "feedback-first", ThreadMessageKinds.Note, $"That came after feedback for attempt {attempt + 1}, which counts. Undo it first to decide otherwise.", by));
                break;
            case ReviewEvent.NothingToApprove(var by):
                run.Thread.Say(Line(
                    "nothing", ThreadMessageKinds.Note, "There is nothing to approve: the agent failed and changed nothing. Reject with feedback to try again, or cancel.", by));
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
        run.WorkflowId, $"feedback:{stage.Name}:{attempt}:{feedbackId}", ThreadMessageKinds.FeedbackTaken, $"Taken as feedback for attempt {attempt + 1}.", undoes);

    private ThreadMessage Line(string what, string kind, string text, string? mention) =>
        new(run.WorkflowId, $"{what}:{stage.Name}:{attempt}", kind, text, Mention: mention);

    private StageSummary Summary(StageDecision? decision) => new(
        run.Task.TaskId, run.WorkflowId, stage.Name, attempt, run.Policy.MaxAttempts, run.Task.Title, CleanText.Lines(result.Agent.Summary, MaxSummaryLength),
        result.Changes, result.Tests, result.CostUsd, run.Budget.SpentUsd, run.Budget.GrantedUsd, result.Duration,
        AwaitsDecision: decision is null, decision, result.Problem, result.CanBeApproved);
}
