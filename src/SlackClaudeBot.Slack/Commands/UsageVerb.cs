using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>A verb, what follows it, one line about it, and other words for it.</summary>
public sealed record UsageVerb(string Name, string Arguments, string Help, params IReadOnlyList<string> Aliases)
{
    /// <summary>The kind of task that the verb starts; null if it starts none.</summary>
    public TaskKind? Kind { get; init; }
}
