using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Approves, rejects and cancels by command what the buttons do by click.</summary>
internal sealed class DecideCommands(ChannelTasks channelTasks, Decisions decisions)
{
    private const string NothingWaits = "Nothing waits for a decision in this channel.";

    public async Task<string> RunAsync(ClaudeCommand.Approve asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var (state, problem) = await FindWaitingAsync(asked.TaskId, "approve", command, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        return await decisions.ApproveAsync(Review(state), By(command), cancellationToken)
            ?? $":white_check_mark: `{state.Task.TaskId}` is approved.";
    }

    public async Task<string> RunAsync(ClaudeCommand.Reject asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var (state, problem) = await FindWaitingAsync(asked.TaskId, "reject", command, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        return await decisions.RejectAsync(Review(state), By(command), asked.Feedback, cancellationToken)
            ?? $":leftwards_arrow_with_hook: `{state.Task.TaskId}` is rejected{(asked.Feedback is null ? " for good" : " with your feedback")}.";
    }

    public async Task<string> RunAsync(ClaudeCommand.Cancel asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var (state, problem) = asked.TaskId is { } id
            ? await channelTasks.FindAsync(id, command.ChannelId, cancellationToken)
            : await channelTasks.FindOnlyAsync(command.ChannelId, _ => true, "This channel has no open task.", "cancel", cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        var workflowId = TaskIds.WorkflowId(state.Task.TaskId);
        return await decisions.CancelAsync(workflowId, By(command), asked.Reason, cancellationToken)
            ?? $":octagonal_sign: `{state.Task.TaskId}` is being cancelled.";
    }

    private async Task<(TaskState? State, string? Problem)> FindWaitingAsync(
        string? taskId, string verb, SlashCommand command, CancellationToken cancellationToken)
    {
        if (taskId is null)
        {
            return await channelTasks.FindOnlyAsync(command.ChannelId, Waits, NothingWaits, verb, cancellationToken);
        }

        var (state, problem) = await channelTasks.FindAsync(taskId, command.ChannelId, cancellationToken);
        return state is null || Waits(state) ? (state, problem) : (null, $"`{taskId}` does not wait for a decision: {TaskLines.Status(state.Status)}.");
    }

    private static bool Waits(TaskState state) => state.Status == TaskStatuses.AwaitingApproval;

    private static ButtonValue Review(TaskState state) => new(TaskIds.WorkflowId(state.Task.TaskId), state.Stage, state.Attempt);

    private static Who By(SlashCommand command) => new(command.UserId, $"command:{TaskIds.FromTrigger(command.TriggerId)}");
}
