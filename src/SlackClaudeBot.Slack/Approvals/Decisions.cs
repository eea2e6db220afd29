using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>
/// Sends people's decisions, from buttons, modals and commands, to the workflow. Each method returns the reason if it did not, as
/// mrkdwn for that person, or null if it did: then the workflow itself shows it to everybody.
/// </summary>
internal sealed class Decisions(ITaskClient tasks, Approvers approvers)
{
    public Task<string?> ApproveAsync(ButtonValue review, Actor actor, CancellationToken cancellationToken) =>
        DecideAsync(review, actor, SignalNames.Approve, ReviewAction.Approve, (stage, attempt) => new Approve(actor.SignalId, actor.UserId, stage, attempt), cancellationToken);

    /// <summary>Lets a failed agent try once more without feedback.</summary>
    public Task<string?> RetryAsync(ButtonValue review, Actor actor, CancellationToken cancellationToken) =>
        DecideAsync(review, actor, SignalNames.Retry, ReviewAction.Retry, (stage, attempt) => new Retry(actor.SignalId, actor.UserId, stage, attempt), cancellationToken);

    /// <param name="review">The review.</param>
    /// <param name="actor">The person who rejects.</param>
    /// <param name="feedback">What to do differently; null ends the task.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public Task<string?> RejectAsync(ButtonValue review, Actor actor, string? feedback, CancellationToken cancellationToken) =>
        DecideAsync(review, actor, SignalNames.Reject, feedback is null ? ReviewAction.Reject : ReviewAction.RejectWithFeedback, (stage, attempt) => new Reject(actor.SignalId, actor.UserId, stage, attempt, feedback), cancellationToken);

    /// <summary>The reason why a person may not decide on a review, or no longer can; null if they can.</summary>
    /// <param name="review">The review.</param>
    /// <param name="userId">The person.</param>
    /// <param name="action">The decision.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<string?> ValidateDecisionAsync(ButtonValue review, string userId, ReviewAction action, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(review.WorkflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await AuthorizeAsync(userId, task, orRequester: false, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is not { } state)
        {
            // No worker answers yet, for example right after a restart. The signal is durable, and the workflow judges it.
            return null;
        }

        var verdict = ReviewRules.Check(state, review.Stage, review.Attempt, action);
        return verdict == ReviewVerdict.Allowed ? null : Explain(verdict, state, review);
    }

    public async Task<string?> UndoAsync(ButtonValue feedback, Actor actor, CancellationToken cancellationToken)
    {
        if (feedback.RejectionId is not { } rejection)
        {
            return Gone;
        }

        var task = await tasks.FindAsync(feedback.WorkflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await AuthorizeAsync(actor.UserId, task, orRequester: false, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is { } state && state.Status != WorkStatus.AwaitingApproval)
        {
            return "Too late to undo: the next attempt has started. Reply in the thread with what it should know.";
        }

        var undo = new Undo(actor.SignalId, actor.UserId, rejection);
        return await tasks.SignalAsync(feedback.WorkflowId, SignalNames.Undo, undo, cancellationToken) ? null : Ended;
    }

    /// <summary>Cancels a task. Its requester and approvers may.</summary>
    public async Task<string?> CancelAsync(string workflowId, Actor actor, string? reason, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(workflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await AuthorizeAsync(actor.UserId, task, orRequester: true, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is { } state && state.Status.IsFinal())
        {
            return Ended;
        }

        var cancel = new Cancel(actor.SignalId, actor.UserId, reason);
        return await tasks.SignalAsync(workflowId, SignalNames.Cancel, cancel, cancellationToken) ? null : Ended;
    }

    /// <summary>The reason why a person may not decide on or steer a task; null if they may.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="task">The task.</param>
    /// <param name="orRequester">Whether its requester may in any case.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task<string?> AuthorizeAsync(string userId, TaskLookup task, bool orRequester, CancellationToken cancellationToken)
    {
        var requester = task.Requester;
        if (orRequester && requester is not null && requester == userId)
        {
            return null;
        }

        if (approvers.RequiresRequester && requester is null)
        {
            return "I can't look up the requester of this task right now. Try again in a moment.";
        }

        var may = await approvers.MayDecideAsync(userId, requester, cancellationToken);
        return may ? null : orRequester ? PermissionTexts.CannotSteer(approvers) : PermissionTexts.CannotDecide(approvers);
    }

    /// <summary>Pauses a task before its next step, or resumes it. Its requester and approvers may.</summary>
    public async Task<string?> PauseAsync(string workflowId, Actor actor, bool resume, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(workflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await AuthorizeAsync(actor.UserId, task, orRequester: true, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await tasks.SignalAsync(workflowId, resume ? SignalNames.Resume : SignalNames.Pause, null, cancellationToken) ? null : Ended;
    }

    internal const string Gone = "I don't know this task any more.";
    internal const string Ended = "This task has ended.";

    private async Task<string?> DecideAsync(
        ButtonValue review, Actor actor, string signal, ReviewAction action, Func<string, int, object> argument, CancellationToken cancellationToken)
    {
        if (review is not { Stage: { } stage, Attempt: { } attempt })
        {
            return Gone;
        }

        if (await ValidateDecisionAsync(review, actor.UserId, action, cancellationToken) is { } objection)
        {
            return objection;
        }

        // The workflow checks again: somebody else may decide in the meantime.
        return await tasks.SignalAsync(review.WorkflowId, signal, argument(stage, attempt), cancellationToken) ? null : Ended;
    }

    private static string Words(TaskState state) => StatusLabels.For(state.Status).Words;

    // Only the bot answers a stale click: the workflow ignores it.
    private static string Explain(ReviewVerdict verdict, TaskState state, ButtonValue review) => verdict switch
    {
        not ReviewVerdict.Stale => ReviewRules.Explain(verdict, state.Attempt),
        _ when state.Status.IsFinal() => $"Already decided: this task has ended ({Words(state)}).",
        _ when state.Attempt != review.Attempt || state.Stage != review.Stage => $"Already decided: the task is at attempt {state.Attempt} now.",
        _ => $"Already decided; the task is in progress ({Words(state)}).",
    };
}

/// <summary>The person who did something, and the id of the signal for it: a second delivery has the same.</summary>
internal sealed record Actor(string UserId, string SignalId);
