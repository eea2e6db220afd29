using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Takes a reply in a task's thread to its workflow, which knows what waits for it: feedback while a review does, the answer while
/// a question does, else a note for the next attempt. It also lets the person know.
/// </summary>
internal sealed class ReplyHandler(
    ITaskClient tasks, TaskThreads threads, BotIdentity bot, Approvers approvers, EphemeralAnswers answers, Failures failures)
{
    /// <returns>Whether the thread is a task's.</returns>
    public async Task<bool> HandleAsync(IncomingReply reply, CancellationToken cancellationToken)
    {
        if (await threads.FindWorkflowAsync(reply.Channel, reply.ThreadTs, cancellationToken) is not { } workflowId)
        {
            return false;
        }

        var botUserId = await bot.GetUserIdAsync(cancellationToken);
        if (reply.User == botUserId)
        {
            return true;
        }

        switch (ReplyText.Read(reply.Text, botUserId))
        {
            case ReplyText.Praise praise:
                await SendAsync(workflowId, reply, praise.Text, isPraise: true, cancellationToken);
                break;
            case ReplyText.ForPeople when reply.HasFile && string.IsNullOrWhiteSpace(reply.Text):
                await TellWhileItRunsAsync(workflowId, reply, "I cannot see files and pictures, so I took nothing from this. Describe in a reply what it shows.", cancellationToken);
                break;
            case ReplyText.ForAgent { Text.Length: > ReplyText.MaxLength } tooLong:
                var problem = $"That has {tooLong.Text.Length:N0} characters; at most {ReplyText.MaxLength:N0} fit. I took none of it: shorten it, or send two replies.";
                await TellWhileItRunsAsync(workflowId, reply, problem, cancellationToken);
                break;
            case ReplyText.ForAgent wish:
                var fate = await SendAsync(workflowId, reply, wish.Text, isPraise: false, cancellationToken);
                if (fate == Fate.Taken && reply.HasFile)
                {
                    await TellAsync(reply, "I took your words, but I cannot see files and pictures. Describe in a reply what it shows.");
                }

                if (fate == Fate.TooLate && reply.Text!.Contains($"<@{botUserId}", StringComparison.Ordinal))
                {
                    // Not said among people, but to the bot by its name.
                    await TellAsync(reply, $"This task has ended. Start another one in the channel: {Usage.Fix}");
                }

                break;
        }

        return true;
    }

    // Where the task has ended nobody waits for it, and people talk among themselves.
    private async Task<Fate> SendAsync(string workflowId, IncomingReply reply, string text, bool isPraise, CancellationToken cancellationToken)
    {
        ReplyRights rights;
        try
        {
            rights = await approvers.FindRightsAsync(reply.User, cancellationToken);
        }
        catch (SlackException e) when (SlackFailures.ToActivityFailure(e) is { NonRetryable: true })
        {
            // Slack's next delivery would end in the same way, and after the last one nobody would know.
            await TellAsync(reply, failures.Explain(e, "Your reply was not taken"));
            return Fate.Refused;
        }

        var signal = new ThreadReply(
            reply.Id, reply.User, text, isPraise, rights, new MessageAddress(reply.Channel, reply.ThreadTs), new MessageAddress(reply.Channel, reply.Ts));
        return await tasks.SignalAsync(workflowId, Names.Reply, signal, cancellationToken) ? Fate.Taken : Fate.TooLate;
    }

    private async Task TellWhileItRunsAsync(string workflowId, IncomingReply reply, string text, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(workflowId, cancellationToken);
        if (task.Exists && (task.State is null || !TaskStatuses.IsFinal(task.State.Status)))
        {
            await TellAsync(reply, text);
        }
    }

    private Task TellAsync(IncomingReply reply, string text) => answers.SendAsync(reply.Channel, reply.ThreadTs, reply.User, text);

    private enum Fate
    {
        Taken,

        /// <summary>The task has ended.</summary>
        TooLate,

        /// <summary>Nobody knows whether its author may decide; they were told.</summary>
        Refused,
    }
}
