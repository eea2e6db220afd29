using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>
/// Takes what people decide, from buttons, modals and commands, to the workflow. Each method returns why it did not, as
/// mrkdwn for that person, or null where it did: then the workflow itself shows it to everybody.
/// </summary>
internal sealed class Decisions(ITaskClient tasks, Approvers approvers)
{
    public Task<string?> ApproveAsync(ButtonValue review, Who who, CancellationToken cancellationToken) =>
        DecideAsync(review, who, Names.Approve, yieldsToFeedback: true, (stage, attempt) => new Approve(who.SignalId, who.UserId, stage, attempt), cancellationToken);

    /// <param name="review">What is rejected.</param>
    /// <param name="who">Who rejects it.</param>
    /// <param name="feedback">What to do differently; null ends the task.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public Task<string?> RejectAsync(ButtonValue review, Who who, string? feedback, CancellationToken cancellationToken) =>
        DecideAsync(review, who, Names.Reject, yieldsToFeedback: feedback is null, (stage, attempt) => new Reject(who.SignalId, who.UserId, stage, attempt, feedback), cancellationToken);

    /// <summary>Why somebody may not decide upon this, or cannot any more; null where nothing speaks against it.</summary>
    /// <param name="review">What is decided upon.</param>
    /// <param name="userId">Who decides.</param>
    /// <param name="yieldsToFeedback">Whether feedback that was taken before, and can still be undone, counts instead.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<string?> FindObjectionAsync(ButtonValue review, string userId, bool yieldsToFeedback, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(review.WorkflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await FindRefusalAsync(userId, task, orRequester: false, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is not { } state)
        {
            return null;
        }

        var yields = yieldsToFeedback && state.IsFeedbackTaken;
        return FindStaleness(state, review) ?? (yields ? $"A reply was just taken as feedback for attempt {state.Attempt + 1}, and that counts. Undo it in the thread first to decide otherwise." : null);
    }

    public async Task<string?> UndoAsync(ButtonValue feedback, Who who, CancellationToken cancellationToken)
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

        if (await FindRefusalAsync(who.UserId, task, orRequester: false, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is { } state && state.Status != TaskStatuses.AwaitingApproval)
        {
            return "Too late to undo: the next attempt has begun. Write in the thread what it should know.";
        }

        var undo = new Undo(who.SignalId, who.UserId, rejection);
        return await tasks.SignalAsync(feedback.WorkflowId, Names.Undo, undo, cancellationToken) ? null : Ended;
    }

    /// <summary>Cancels a task: whoever asked for it may, and whoever may decide.</summary>
    public async Task<string?> CancelAsync(string workflowId, Who who, string? reason, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(workflowId, cancellationToken);
        if (!task.Exists)
        {
            return Gone;
        }

        if (await FindRefusalAsync(who.UserId, task, orRequester: true, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (task.State is { } state && TaskStatuses.IsFinal(state.Status))
        {
            return Ended;
        }

        var cancel = new Cancel(who.SignalId, who.UserId, reason);
        return await tasks.SignalAsync(workflowId, Names.Cancel, cancel, cancellationToken) ? null : Ended;
    }

    /// <summary>Why somebody may not steer a task; null where they may.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="task">The task.</param>
    /// <param name="orRequester">Whether who asked for it may in any case.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task<string?> FindRefusalAsync(string userId, TaskLookup task, bool orRequester, CancellationToken cancellationToken)
    {
        var requester = task.State?.Task.Requester;
        if (orRequester && requester is not null && requester == userId)
        {
            return null;
        }

        if (approvers.MustKnowRequester && requester is null)
        {
            return "I cannot tell who asked for this task right now. Try again in a moment.";
        }

        var may = await approvers.MayDecideAsync(userId, requester, cancellationToken);
        return (may, orRequester) switch
        {
            (true, _) => null,
            (_, true) => $":no_entry: That is not yours to decide. Those who may: who asked for the task, and {approvers.Named}. The task goes on.",
            _ => $":no_entry: That is not yours to decide. Those who may: {approvers.Description}. The task is still waiting.",
        };
    }

    internal const string Gone = "I do not know this task any more.";
    internal const string Ended = "This task has ended.";

    private async Task<string?> DecideAsync(
        ButtonValue review, Who who, string signal, bool yieldsToFeedback, Func<string, int, object> argument, CancellationToken cancellationToken)
    {
        if (review is not { Stage: { } stage, Attempt: { } attempt })
        {
            return Gone;
        }

        if (await FindObjectionAsync(review, who.UserId, yieldsToFeedback, cancellationToken) is { } objection)
        {
            return objection;
        }

        // The workflow looks again: between here and there somebody else may decide.
        return await tasks.SignalAsync(review.WorkflowId, signal, argument(stage, attempt), cancellationToken) ? null : Ended;
    }

    private static string Words(TaskState state) => StatusLooks.Of(state.Status).Words;

    private static string? FindStaleness(TaskState state, ButtonValue review)
    {
        if (TaskStatuses.IsFinal(state.Status))
        {
            return $"Already decided: this task has ended ({Words(state)}).";
        }

        if (state.Attempt != review.Attempt || state.Stage != review.Stage)
        {
            return $"Already decided: attempt {state.Attempt} is the one that counts now.";
        }

        if (state.Status != TaskStatuses.AwaitingApproval)
        {
            return $"Already decided: the task goes on ({Words(state)}).";
        }

        return null;
    }
}

/// <summary>Who did something, and the id by which a second delivery of the same is known.</summary>
internal sealed record Who(string UserId, string SignalId);
