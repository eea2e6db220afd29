using SlackClaudeBot.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Says what tasks the channel has.</summary>
internal sealed class ListCommand(ITaskClient tasks)
{
    // A message people can read; each line costs a query.
    private const int MaxListed = 10;

    public async Task<string> RunAsync(SlashCommand command, CancellationToken cancellationToken)
    {
        var listed = await tasks.ListAsync(command.ChannelId, openOnly: false, MaxListed, cancellationToken);
        if (listed.Count == 0)
        {
            return $"This channel has no task yet. Start one: {Usage.Fix}";
        }

        var lines = await Task.WhenAll(listed.Select(task => DescribeAsync(task, cancellationToken)));
        return $"*The latest tasks of this channel*\n{string.Join('\n', lines)}";
    }

    private async Task<string> DescribeAsync(ListedTask task, CancellationToken cancellationToken)
    {
        var state = (await tasks.FindAsync(task.WorkflowId, cancellationToken)).State;
        var status = state is null ? (task.IsOpen ? "open" : "ended") : TaskLines.Status(state.Status);
        return $"• `{task.TaskId}` {status}:  {TaskLines.Title(task.Title)}";
    }
}
