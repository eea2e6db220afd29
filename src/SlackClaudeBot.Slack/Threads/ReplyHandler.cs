using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Brings a reply in a task's thread to its workflow, which knows what is pending: the reply is feedback on a review, the answer to a
/// question, or else a note for the next attempt. It also tells the author what became of it.
/// </summary>
internal sealed class ReplyHandler(
    ITaskClient tasks, TaskThreads threads, BotIdentity bot, Approvers approvers, ThreadCommands commands, EphemeralAnswers answers, Failures failures)
{
    /// <returns>Whether the thread belongs to a task.</returns>
    public async Task<bool> HandleAsync(IncomingReply reply, CancellationToken cancellationToken)
    {
        if (await threads.FindAsync(reply.Channel, reply.ThreadTs, cancellationToken) is not { } thread)
        {
            return false;
        }

        var botUserId = await bot.GetUserIdAsync(cancellationToken);
        if (reply.User == botUserId || await commands.TryRunAsync(reply, thread, botUserId))
        {
            return true;
        }

        var said = ReplyText.Read(reply.Text, botUserId);
        if (!thread.IsUnderCard && said is not ReplyText.ForPeople)
        {
            // The workflow knows its card alone, and hears nothing from here.
            await TellWhileItRunsAsync(thread.WorkflowId, reply, CardIsGone(thread.WorkflowId), cancellationToken);
            return true;
        }

        await TakeAsync(thread.WorkflowId, reply, said, botUserId, cancellationToken);
        return true;
    }

    /// <summary>Takes the new text of a reply that was edited soon enough; else tells its author that the text before it counts.</summary>
    public async Task HandleEditAsync(IncomingReply edited, CancellationToken cancellationToken)
    {
        if (await threads.FindAsync(edited.Channel, edited.ThreadTs, cancellationToken) is not { IsUnderCard: true } thread)
        {
            return;
        }

        var botUserId = await bot.GetUserIdAsync(cancellationToken);
        var task = await tasks.FindAsync(thread.WorkflowId, cancellationToken);
        if (edited.User == botUserId || !task.Exists || (task.State is { } ended && ended.Status.IsFinal()))
        {
            return;
        }

        if (task.State is not { IsFeedbackTaken: true, Status: WorkStatus.AwaitingApproval } || !edited.IsEditedSoon)
        {
            await TellAsync(edited, "I read your reply before you edited it, and I don't read edits. Send the new text as another reply.");
            return;
        }

        // The first text is taken back, whatever the second one says.
        await tasks.SignalAsync(thread.WorkflowId, SignalNames.Undo, new Undo($"{edited.EditId}:undo", edited.User, edited.Id), cancellationToken);
        await TakeAsync(thread.WorkflowId, edited, ReplyText.Read(edited.Text, botUserId), botUserId, cancellationToken);
        await TellAsync(edited, "I took the edited text instead of the first one.");
    }

    private async Task TakeAsync(string workflowId, IncomingReply reply, ReplyText said, string botUserId, CancellationToken cancellationToken)
    {
        switch (said)
        {
            case ReplyText.Praise praise:
                await SendAsync(workflowId, reply, praise.Text, isPraise: true, cancellationToken);
                break;
            case ReplyText.BareRefusal refusal:
                await TakeRefusalAsync(workflowId, reply, refusal, cancellationToken);
                break;
            case ReplyText.ForPeople when reply.HasFile && string.IsNullOrWhiteSpace(reply.Text):
                await TellWhileItRunsAsync(workflowId, reply, "I can't see files and pictures, so I took nothing from this. Describe in a reply what it shows.", cancellationToken);
                break;
            case ReplyText.ForAgent { Text.Length: > ReplyText.MaxLength } tooLong:
                var problem = $"That has {tooLong.Text.Length:N0} characters; at most {ReplyText.MaxLength:N0} fit. I took none of it: shorten it, or send two replies.";
                await TellWhileItRunsAsync(workflowId, reply, problem, cancellationToken);
                break;
            case ReplyText.ForAgent wish:
                var disposition = await SendAsync(workflowId, reply, wish.Text, isPraise: false, cancellationToken);
                if (disposition == Disposition.Sent && reply.HasFile)
                {
                    await TellAsync(reply, "I took your words, but I can't see files and pictures. Describe in a reply what it shows.");
                }

                if (disposition == Disposition.TooLate && reply.Text!.Contains($"<@{botUserId}", StringComparison.Ordinal))
                {
                    // It was addressed to the bot, not to other people.
                    await TellAsync(reply, $"This task has ended. Start another one in the channel: {Usage.Start}");
                }

                break;
        }
    }

    // "no" answers a question. Anything else that short would start a paid attempt that its author did not mean.
    private async Task TakeRefusalAsync(string workflowId, IncomingReply reply, ReplyText.BareRefusal refusal, CancellationToken cancellationToken)
    {
        var state = (await tasks.FindAsync(workflowId, cancellationToken)).State;
        if (refusal.IsAnswer && state?.Status == WorkStatus.AwaitingAnswer)
        {
            await SendAsync(workflowId, reply, refusal.Text, isPraise: false, cancellationToken);
            return;
        }

        await TellWhileItRunsAsync(
            workflowId, reply,
            "I did nothing with this: a reply is feedback and starts another attempt. Say what should change, click *Reject…* or *Cancel* above, or type `@claude reject` or `@claude cancel` here.",
            cancellationToken);
    }

    private async Task<Disposition> SendAsync(string workflowId, IncomingReply reply, string text, bool isPraise, CancellationToken cancellationToken)
    {
        ReplyPermissions permissions;
        try
        {
            permissions = await approvers.FindPermissionsAsync(reply.User, cancellationToken);
        }
        catch (SlackException e) when (SlackFailures.ToActivityFailure(e) is { NonRetryable: true })
        {
            // Slack's retries would end in the same way, and then the author would never know.
            await TellAsync(reply, failures.Explain(e, "Your reply was not taken"));
            return Disposition.Refused;
        }

        var signal = new TaskReply(
            reply.EditedTs is null ? reply.Id : reply.EditId, reply.User, text, isPraise, permissions,
            new MessageAddress(reply.Channel, reply.ThreadTs).Id, new MessageAddress(reply.Channel, reply.Ts).Id);
        return await tasks.SignalAsync(workflowId, SignalNames.Reply, signal, cancellationToken) ? Disposition.Sent : Disposition.TooLate;
    }

    // After a task's end people talk among themselves.
    private async Task TellWhileItRunsAsync(string workflowId, IncomingReply reply, string text, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(workflowId, cancellationToken);
        if (task.Exists && (task.State is null || !task.State.Status.IsFinal()))
        {
            await TellAsync(reply, text);
        }
    }

    private Task TellAsync(IncomingReply reply, string text) => answers.SendAsync(reply.Channel, reply.ThreadTs, reply.User, text);

    private static string CardIsGone(string workflowId)
    {
        var task = TaskId.TryRead(workflowId, out var id) ? id.Value : "&lt;task&gt;";
        return $"The card of this task was deleted, so I can't take replies here. Use the buttons, or type `/claude approve {task}` or `/claude reject {task} what to change`.";
    }

    private enum Disposition
    {
        Sent,

        /// <summary>The task has ended.</summary>
        TooLate,

        /// <summary>Slack does not tell whether its author may decide; they were told.</summary>
        Refused,
    }
}
