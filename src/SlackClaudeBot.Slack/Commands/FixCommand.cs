using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Starts a task.</summary>
internal sealed class FixCommand(ITaskClient tasks, NewTaskOptions options, Approvers approvers, ChannelMembership membership)
{
    public async Task<string> RunAsync(ClaudeCommand.Fix fix, SlashCommand command, CancellationToken cancellationToken)
    {
        var mayOpenAlone = fix.RequireApproval
            || await approvers.MayDecideAsync(command.UserId, requester: command.UserId, cancellationToken);
        if (!mayOpenAlone)
        {
            return $":no_entry: `--no-approval` is for those who may approve: {approvers.Description}. Nothing was started.";
        }

        if (await membership.FindProblemAsync(command.ChannelId, cancellationToken) is { } problem)
        {
            return problem;
        }

        var task = ToTask(fix, command);
        await tasks.StartAsync(task, cancellationToken);
        return $":rocket: Task `{task.TaskId}` starts: {SlackText.Inline(task.Title, 200)}. Its card appears here.";
    }

    private BugFixTask ToTask(ClaudeCommand.Fix fix, SlashCommand command) => new(
        TaskIds.FromTrigger(command.TriggerId),
        fix.Title,
        fix.Description,
        fix.Repositories,
        fix.TicketUrl,
        command.ChannelId,
        command.UserId,
        (int)Math.Ceiling((fix.Timeout ?? options.AgentTimeout).TotalMinutes),
        fix.RequireApproval,
        fix.Model,
        options.ToPolicy());
}
