using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Approves, rejects, cancels, pauses and resumes tasks by command.</summary>
internal sealed class DecideCommands(ChannelTasks channelTasks, Decisions decisions)
{
    private const string NothingWaits = "No task in this channel is awaiting approval.";

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
            ?? $":leftwards_arrow_with_hook: `{state.Task.TaskId}` is rejected{(asked.Feedback is null ? "; the task ends" : " with your feedback")}.";
    }

    public async Task<string> RunAsync(ClaudeCommand.Cancel asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var (state, problem) = asked.TaskId is { } id
            ? await channelTasks.FindAsync(id, command.ChannelId, cancellationToken)
            : await channelTasks.FindOnlyAsync(command.ChannelId, null, "This channel has no open task.", "cancel", cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        var workflowId = state.WorkflowId;
        return await decisions.CancelAsync(workflowId, By(command), asked.Reason, cancellationToken)
            ?? $":octagonal_sign: `{state.Task.TaskId}` is being cancelled.";
    }

    public async Task<string> RunAsync(ClaudeCommand.Pause asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var verb = asked.Resume ? "resume" : "pause";
        var none = asked.Resume ? "No task in this channel is paused." : "This channel has no open task.";
        var (state, problem) = asked.TaskId is { } id
            ? await channelTasks.FindAsync(id, command.ChannelId, cancellationToken)
            : await channelTasks.FindOnlyAsync(command.ChannelId, asked.Resume ? WorkStatus.Paused : null, none, verb, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        return await decisions.PauseAsync(state.WorkflowId, By(command), asked.Resume, cancellationToken)
            ?? (asked.Resume ? $":arrow_forward: `{state.Task.TaskId}` continues." : $":double_vertical_bar: `{state.Task.TaskId}` pauses before its next step. `/claude resume {state.Task.TaskId}` lets it continue.");
    }

    private async Task<(TaskState? State, string? Problem)> FindWaitingAsync(
        TaskId? taskId, string verb, SlashCommand command, CancellationToken cancellationToken)
    {
        if (taskId is null)
        {
            return await channelTasks.FindOnlyAsync(command.ChannelId, WorkStatus.AwaitingApproval, NothingWaits, verb, cancellationToken);
        }

        var (state, problem) = await channelTasks.FindAsync(taskId, command.ChannelId, cancellationToken);
        return state is null || Waits(state) ? (state, problem) : (null, $"`{taskId}` is not awaiting approval: {TaskLines.Status(state.Status)}.");
    }

    private static bool Waits(TaskState state) => state.Status == WorkStatus.AwaitingApproval;

    private static ButtonValue Review(TaskState state) => new(state.WorkflowId, state.Stage, state.Attempt);

    private static Actor By(SlashCommand command) => new(command.UserId, $"command:{TaskId.FromTrigger(command.TriggerId)}");
}
