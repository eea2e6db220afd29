using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Finds the task that a command is about: the named one, or the channel's only one. Slash commands do not work in threads.</summary>
internal sealed class ChannelTasks(ITaskClient tasks)
{
    // More than a channel has open at a time; each costs a query.
    private const int MaxCandidates = 10;

    /// <summary>A task by its id, if it belongs to this channel: tasks of other channels stay private.</summary>
    public async Task<(TaskState? State, string? Problem)> FindAsync(TaskId taskId, string channel, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(taskId, cancellationToken);
        if (task is { Exists: true, State: null })
        {
            return (null, $"Task `{taskId}` does not answer right now. It continues; try again in a moment.");
        }

        return task.State?.Task.Channel == channel ? (task.State, null) : (null, $"There is no task {Mrkdwn.Code(taskId, 40)} in this channel.");
    }

    /// <summary>The channel's only open task that a verb can mean.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isMeant">Whether a task is a candidate.</param>
    /// <param name="none">What to answer if there is none.</param>
    /// <param name="verb">The verb, for the answer that lists several.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<(TaskState? State, string? Problem)> FindOnlyAsync(
        string channel, Func<TaskState, bool> isMeant, string none, string verb, CancellationToken cancellationToken)
    {
        var open = await tasks.ListAsync(channel, openOnly: true, MaxCandidates + 1, cancellationToken);
        if (open.Count > MaxCandidates)
        {
            return (null, $"This channel has more than {MaxCandidates} open tasks. Name the one you mean: `/claude {verb} &lt;task&gt;`.");
        }

        var states = await Task.WhenAll(open.Select(task => tasks.FindAsync(task.WorkflowId, cancellationToken)));
        if (states.Any(task => task is { Exists: true, State: null }))
        {
            return (null, $"Not every task answers right now. Name the one you mean: `/claude {verb} &lt;task&gt;`.");
        }

        var meant = states.Select(task => task.State).OfType<TaskState>().Where(isMeant).ToList();
        return meant switch
        {
            [] => (null, none),
            [var only] => (only, null),
            _ => (null, $"Which one?\n{string.Join('\n', meant.Select(state => $"• `/claude {verb} {state.Task.TaskId}` {TaskLines.Title(state.Task.Title)}"))}"),
        };
    }
}
