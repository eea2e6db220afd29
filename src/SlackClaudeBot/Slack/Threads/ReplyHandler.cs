using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Tasks;
using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Tasks;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Takes a reply in a task's thread to its workflow: as feedback while a review waits, as the answer while a question
/// waits, else as a note for the next attempt.
/// </summary>
internal sealed class ReplyHandler(
    ITaskClient tasks, TaskThreads threads, BotIdentity bot, Decisions decisions, EphemeralAnswers answers, NoteReactions reactions)
{
    private const string PointToApprove =
        "Glad you like it. A reply is feedback, so I did nothing with this one: click *Approve* above to open the pull request.";

    /// <returns>Whether the thread is a task's.</returns>
    public async Task<bool> HandleAsync(Reply reply, CancellationToken cancellationToken)
    {
        if (await threads.FindWorkflowAsync(reply.Channel, reply.ThreadTs, cancellationToken).ConfigureAwait(false) is not { } workflowId) return false;

        var botUserId = await bot.GetUserIdAsync(cancellationToken).ConfigureAwait(false);
        if (reply.User == botUserId) return true;

        var said = ReplyText.Read(reply.Text, botUserId);
        if (said is ReplyText.ForPeople) return true;

        var task = await tasks.FindAsync(workflowId, cancellationToken).ConfigureAwait(false);
        if (!task.Exists || !IsItsThread(task.State, reply) || IsOver(task.State)) return true;

        if (await TakeAsync(workflowId, task, reply, said, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            await answers.SendAsync(reply.Channel, reply.ThreadTs, reply.User, answer).ConfigureAwait(false);
        }

        return true;
    }

    /// <returns>What to say to who wrote it; null for nothing.</returns>
    private async Task<string?> TakeAsync(string workflowId, TaskLookup task, Reply reply, ReplyText said, CancellationToken cancellationToken)
    {
        var (status, text) = (task.State?.Status, said is ReplyText.ForAgent { Text: var wish } ? wish : ((ReplyText.Praise)said).Text);
        if (said is ReplyText.Praise && status != TaskStatuses.AwaitingAnswer)
        {
            return status == TaskStatuses.AwaitingApproval ? PointToApprove : null;
        }

        if (text.Length > ReplyText.MaxLength)
        {
            return $"That has {text.Length:N0} characters, {ReplyText.MaxLength:N0} fit. I took nothing of it; say it shorter, or in two replies.";
        }

        // Feedback decides, and takes who may decide. An answer or a note only helps: who asked for the task may give it too.
        var refusal = await decisions.FindRefusalAsync(
            reply.User, task, orRequester: status != TaskStatuses.AwaitingApproval, cancellationToken).ConfigureAwait(false);
        if (refusal is not null) return refusal;

        var (signal, argument) = SignalFor(task.State, reply, text);
        if (!await tasks.SignalAsync(workflowId, signal, argument, cancellationToken).ConfigureAwait(false)) return Decisions.Ended;

        // Feedback and answers are confirmed by the workflow itself, for everybody to see.
        if (signal == Names.Note) await reactions.AddAsync(reply, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static (string Signal, object Argument) SignalFor(TaskState? state, Reply reply, string text) => state switch
    {
        { Status: TaskStatuses.AwaitingApproval } => (Names.Reject, new Reject(reply.Id, reply.User, state.Stage, state.Attempt, text, CanBeUndone: true)),
        { Status: TaskStatuses.AwaitingAnswer } => (Names.Answer, new Answer(reply.Id, reply.User, text)),
        _ => (Names.Note, new Note(reply.Id, reply.User, text)),
    };

    // Metadata can be written by any app of the workspace; where the card stands, only the workflow knows.
    private static bool IsItsThread(TaskState? state, Reply reply) =>
        state?.Card is not { } card || card == new MessageReference(reply.Channel, reply.ThreadTs);

    private static bool IsOver(TaskState? state) => state is not null && TaskStatuses.IsFinal(state.Status);
}
