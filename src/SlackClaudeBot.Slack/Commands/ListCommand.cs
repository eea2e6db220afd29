using System.Globalization;
using SlackClaudeBot.Tasks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Lists the tasks of a channel.</summary>
internal sealed class ListCommand(ITaskClient tasks, CardLinks links, TimeProvider time)
{
    // A message people can read; each line costs Slack a call.
    private const int MaxListed = 10;

    // Enough to say how many more there are.
    private const int MaxCounted = 100;

    public async Task<string> RunAsync(SlashCommand command, CancellationToken cancellationToken)
    {
        var listed = await tasks.ListAsync(new(command.ChannelId), MaxCounted + 1, cancellationToken);
        if (listed.Count == 0)
        {
            return $"This channel has no task yet. Start one: {Usage.Start}";
        }

        var lines = await Task.WhenAll(listed.Take(MaxListed).Select(task => DescribeAsync(task, cancellationToken)));
        return $"*The tasks of this channel*\n{string.Join('\n', lines)}{More(listed.Count)}";
    }

    private static string More(int count) => count switch
    {
        <= MaxListed => "",
        > MaxCounted => string.Create(CultureInfo.InvariantCulture, $"\nand more than {MaxCounted - MaxListed} more"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\nand {count - MaxListed} more"),
    };

    private async Task<string> DescribeAsync(ListedTask task, CancellationToken cancellationToken) =>
        TaskLines.InList(task, await links.FindAsync(task.Shown, cancellationToken), time.GetUtcNow());
}
