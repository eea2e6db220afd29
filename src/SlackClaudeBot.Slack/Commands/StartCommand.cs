using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Starts a task.</summary>
internal sealed class StartCommand(ITaskClient tasks, NewTaskOptions options, Approvers approvers, ChannelMembership membership, RepositoryCheck repositories)
{
    public async Task<string> RunAsync(ClaudeCommand.Start asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var mayOpenAlone = asked.RequireApproval
            || await approvers.MayDecideAsync(command.UserId, requester: command.UserId, cancellationToken);
        if (!mayOpenAlone)
        {
            return PermissionTexts.CannotSkipReview(approvers);
        }

        // Both ask other services, and Slack waits 3 s.
        var membershipProblem = membership.FindProblemAsync(command.ChannelId, cancellationToken);
        var repositoryProblem = repositories.FindProblemAsync(asked.Repositories, cancellationToken);
        if (await membershipProblem is { } notHere)
        {
            return notHere;
        }

        if (await repositoryProblem is { } problem)
        {
            return problem;
        }

        var task = ToTask(asked, command);
        await tasks.StartAsync(task, cancellationToken);
        return $":rocket: Task `{task.TaskId}` starts: {SlackText.Inline(task.Title, 200)}. Its card appears here.";
    }

    private TaskRequest ToTask(ClaudeCommand.Start asked, SlashCommand command) => new()
    {
        TaskId = TaskId.FromTrigger(command.TriggerId),
        Kind = asked.Kind,
        Title = asked.Title,
        Description = asked.Description,
        Repositories = asked.Repositories,
        Ticket = asked.TicketUrl,
        Channel = command.ChannelId,
        Requester = command.UserId,
        Timeout = asked.Timeout ?? options.AgentTimeout,
        RequireApproval = asked.RequireApproval,
        Model = asked.Model,
        Policy = options.ToPolicy(),
    };
}
