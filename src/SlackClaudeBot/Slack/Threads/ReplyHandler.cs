using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Tasks;
using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Tasks;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Takes a reply in a task's thread to its workflow, which knows what waits for it: feedback while a review does, the answer while
/// a question does, else a note for the next attempt. It also lets the person know.
/// </summary>
internal sealed class ReplyHandler(ITaskClient tasks, TaskThreads threads, BotIdentity bot, Approvers approvers, EphemeralAnswers answers)
{
    /// <returns>Whether the thread is a task's.</returns>
    public async Task<bool> HandleAsync(Reply reply, CancellationToken cancellationToken)
    {
        if (await threads.FindWorkflowAsync(reply.Channel, reply.ThreadTs, cancellationToken).ConfigureAwait(false) is not { } workflowId) return false;

        var botUserId = await bot.GetUserIdAsync(cancellationToken).ConfigureAwait(false);
        if (reply.User == botUserId) return true;

        switch (ReplyText.Read(reply.Text, botUserId))
        {
            case ReplyText.Praise praise:
                await SendAsync(workflowId, reply, praise.Text, isPraise: true, cancellationToken).ConfigureAwait(false);
                break;
            case ReplyText.ForPeople when reply.HasFile && string.IsNullOrWhiteSpace(reply.Text):
                if ((await tasks.FindAsync(workflowId, cancellationToken).ConfigureAwait(false)).State is { } state && !TaskStatuses.IsFinal(state.Status))
                {
                    await TellAsync(reply, "I cannot see files and pictures, so I took nothing from this. Describe in a reply what it shows.").ConfigureAwait(false);
                }

                break;
            case ReplyText.ForAgent { Text.Length: > ReplyText.MaxLength } tooLong:
                var problem = $"That has {tooLong.Text.Length:N0} characters; at most {ReplyText.MaxLength:N0} fit. I took none of it: shorten it, or send two replies.";
                await TellAsync(reply, problem).ConfigureAwait(false);
                break;
            case ReplyText.ForAgent wish:
                var isHeard = await SendAsync(workflowId, reply, wish.Text, isPraise: false, cancellationToken).ConfigureAwait(false);
                if (isHeard && reply.HasFile)
                {
                    await TellAsync(reply, "I took your words, but I cannot see files and pictures. Describe in a reply what it shows.").ConfigureAwait(false);
                }

                break;
        }

        return true;
    }

    // Where the task has ended nobody waits for it, and people talk among themselves.
    private async Task<bool> SendAsync(string workflowId, Reply reply, string text, bool isPraise, CancellationToken cancellationToken)
    {
        var rights = await approvers.FindRightsAsync(reply.User, cancellationToken).ConfigureAwait(false);
        var signal = new ThreadReply(
            reply.Id, reply.User, text, isPraise, rights, new MessageReference(reply.Channel, reply.ThreadTs), new MessageReference(reply.Channel, reply.Ts));
        return await tasks.SignalAsync(workflowId, Names.Reply, signal, cancellationToken).ConfigureAwait(false);
    }

    private Task TellAsync(Reply reply, string text) => answers.SendAsync(reply.Channel, reply.ThreadTs, reply.User, text);
}
