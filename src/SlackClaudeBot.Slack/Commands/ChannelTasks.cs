using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Finds the task that a command is about: the named one, or the channel's only one. Slash commands do not work in threads.</summary>
internal sealed class ChannelTasks(ITaskClient tasks)
{
    // As many as people can choose from.
    private const int MaxCandidates = 10;

    /// <summary>A task by its id, if it belongs to this channel: tasks of other channels stay private.</summary>
    public async Task<(TaskState? State, string? Problem)> FindAsync(TaskId taskId, string channel, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(taskId, cancellationToken);
        if (task is { Exists: true, State: null })
        {
            // Tasks of other channels stay private, also while no worker answers.
            return (null, task.Channel is null || task.Channel == channel ? DoesNotAnswer(taskId) : NotHere(taskId));
        }

        return task.State?.Task.Channel == channel ? (task.State, null) : (null, NotHere(taskId));
    }

    /// <summary>The channel's only open task that a verb can mean.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="status">The state in which a task is a candidate; null for any.</param>
    /// <param name="none">What to answer if there is none.</param>
    /// <param name="verb">The verb, for the answer that lists several.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<(TaskState? State, string? Problem)> FindOnlyAsync(
        string channel, WorkStatus? status, string none, string verb, CancellationToken cancellationToken)
    {
        var found = await tasks.ListAsync(new(channel) { OpenOnly = true, Status = status }, MaxCandidates + 1, cancellationToken);
        switch (found)
        {
            case []:
                return (null, none);
            case [var only]:
                var task = await tasks.FindAsync(only.WorkflowId, cancellationToken);
                if (task is { Exists: true, State: null })
                {
                    return (null, DoesNotAnswer(only.TaskId));
                }

                // A list may be a moment old.
                return task.State is { } state && (status is null || state.Status == status) ? (state, null) : (null, none);
            case { Count: > MaxCandidates }:
                return (null, $"This channel has more than {MaxCandidates} such tasks. Name the one you mean: `/claude {verb} &lt;task&gt;`.");
            default:
                return (null, $"Which one?\n{string.Join('\n', found.Select(task => $"• `/claude {verb} {task.TaskId}` {TaskLines.Title(task.Title)}"))}");
        }
    }

    private static string DoesNotAnswer(TaskId taskId) => $"Task `{taskId}` does not answer right now. It continues; try again in a moment.";

    private static string NotHere(TaskId taskId) => $"There is no task {Mrkdwn.Code(taskId, 40)} in this channel.";
}
