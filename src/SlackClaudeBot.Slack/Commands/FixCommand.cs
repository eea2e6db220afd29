using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Starts a task.</summary>
internal sealed class FixCommand(ITaskClient tasks, NewTaskOptions options, Approvers approvers, ChannelMembership membership, RepositoryCheck repositories)
{
    public async Task<string> RunAsync(ClaudeCommand.Fix fix, SlashCommand command, CancellationToken cancellationToken)
    {
        var mayOpenAlone = fix.RequireApproval
            || await approvers.MayDecideAsync(command.UserId, requester: command.UserId, cancellationToken);
        if (!mayOpenAlone)
        {
            return PermissionTexts.CannotSkipReview(approvers);
        }

        // Both ask other services, and Slack waits 3 s.
        var membershipProblem = membership.FindProblemAsync(command.ChannelId, cancellationToken);
        var repositoryProblem = repositories.FindProblemAsync(fix.Repositories, cancellationToken);
        if (await membershipProblem is { } notHere)
        {
            return notHere;
        }

        if (await repositoryProblem is { } problem)
        {
            return problem;
        }

        var task = ToTask(fix, command);
        await tasks.StartAsync(task, cancellationToken);
        return $":rocket: Task `{task.TaskId}` starts: {SlackText.Inline(task.Title, 200)}. Its card appears here.";
    }

    private TaskRequest ToTask(ClaudeCommand.Fix fix, SlashCommand command) => new()
    {
        TaskId = TaskId.FromTrigger(command.TriggerId),
        Kind = TaskKinds.BugFix.Name,
        Title = fix.Title,
        Description = fix.Description,
        Repositories = fix.Repositories,
        Ticket = fix.TicketUrl,
        Channel = command.ChannelId,
        Requester = command.UserId,
        Timeout = fix.Timeout ?? options.AgentTimeout,
        RequireApproval = fix.RequireApproval,
        Model = fix.Model,
        Policy = options.ToPolicy(),
    };
}
