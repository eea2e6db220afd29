using System.Globalization;
using SlackClaudeBot.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Lists the tasks of a channel.</summary>
internal sealed class ListCommand(ITaskClient tasks, CardLinks links, TimeProvider time)
{
    // A message people can read; each line costs a query.
    private const int MaxListed = 10;

    // Enough to say how many more there are.
    private const int MaxCounted = 100;

    public async Task<string> RunAsync(SlashCommand command, CancellationToken cancellationToken)
    {
        var listed = await tasks.ListAsync(command.ChannelId, openOnly: false, MaxCounted + 1, cancellationToken);
        if (listed.Count == 0)
        {
            return $"This channel has no task yet. Start one: {Usage.Fix}";
        }

        // Open tasks come first: the commands ask for their ids.
        var shown = listed.OrderByDescending(task => task.IsOpen).ThenByDescending(task => task.StartedAt).Take(MaxListed);
        var lines = await Task.WhenAll(shown.Select(task => DescribeAsync(task, cancellationToken)));
        return $"*The tasks of this channel*\n{string.Join('\n', lines)}{More(listed.Count)}";
    }

    private static string More(int count) => count switch
    {
        <= MaxListed => "",
        > MaxCounted => string.Create(CultureInfo.InvariantCulture, $"\nand more than {MaxCounted - MaxListed} more"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\nand {count - MaxListed} more"),
    };

    private async Task<string> DescribeAsync(ListedTask task, CancellationToken cancellationToken)
    {
        var state = (await tasks.FindAsync(task.WorkflowId, cancellationToken)).State;
        var link = state is null ? null : await links.FindAsync(state.Card, cancellationToken);
        return TaskLines.InList(task, state, link, time.GetUtcNow());
    }
}
