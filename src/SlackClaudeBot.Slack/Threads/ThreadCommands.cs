using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Runs commands that begin with the bot's name instead of <c>/claude</c>.</summary>
internal sealed class ThreadCommands(ClaudeCommandHandler commands, EphemeralAnswers answers)
{
    /// <summary>Runs the command in a reply in a task's thread. False if it is not one.</summary>
    public Task<bool> TryRunAsync(IncomingReply reply, TaskThread thread, string botUserId) => TryRunAsync(
        MentionCommand.TryRead(reply.Text, botUserId, TaskId.TryRead(thread.WorkflowId, out var id) ? id.Value : null), reply.Channel, reply.ThreadTs, reply.User, reply.Id);

    /// <summary>Runs the command in a mention outside of tasks' threads. False if it is not one.</summary>
    public Task<bool> TryRunAsync(SlackNet.Events.AppMention mention, string botUserId) => TryRunAsync(
        MentionCommand.TryRead(mention.Text, botUserId, taskId: null), mention.Channel, mention.ThreadTs, mention.User, $"mention:{mention.Channel}:{mention.Ts}");

    private async Task<bool> TryRunAsync(string? text, string channel, string? threadTs, string user, string id)
    {
        if (text is null)
        {
            return false;
        }

        // The message's own id takes the place of the trigger: a second delivery finds the same task and the same signal.
        var response = await commands.Handle(new SlashCommand { Command = "/claude", Text = text, TriggerId = id, UserId = user, ChannelId = channel });
        await answers.SendAsync(channel, threadTs, user, response.Message.Text);
        return true;
    }
}
