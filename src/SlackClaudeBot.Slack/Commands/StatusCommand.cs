using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Shows the state of a task.</summary>
internal sealed class StatusCommand(ITaskClient tasks, ChannelTasks channelTasks, CardLinks links, TemporalOptions temporal, TimeProvider time)
{
    public async Task<string> RunAsync(ClaudeCommand.Status asked, SlashCommand command, CancellationToken cancellationToken)
    {
        var taskId = asked.TaskId ?? await FindLatestAsync(command.ChannelId, cancellationToken);
        if (taskId is null)
        {
            return $"This channel has no task yet. Start one: {Usage.Start}";
        }

        var (state, problem) = await channelTasks.FindAsync(taskId, command.ChannelId, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        var card = await links.FindAsync(state.Shown, cancellationToken);
        return TaskLines.Describe(state, card, temporal.HistoryOf(state.WorkflowId), time.GetUtcNow());
    }

    private async Task<TaskId?> FindLatestAsync(string channel, CancellationToken cancellationToken)
    {
        // A list begins with the latest open task, which is meant before one that ended later.
        var found = await tasks.ListAsync(new(channel), limit: 1, cancellationToken);
        return found is [var latest, ..] ? latest.TaskId : null;
    }
}
