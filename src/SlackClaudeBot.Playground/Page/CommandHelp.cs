namespace SlackClaudeBot.Playground.Page;

/// <summary>The usage of the slash command, for the page's suggestions. It comes from the bot; the page has no copy.</summary>
/// <param name="Verbs">In the order they are suggested.</param>
/// <param name="Options">Those of verbs that start a task.</param>
public sealed record CommandHelp(IReadOnlyList<CommandVerb> Verbs, IReadOnlyList<CommandOption> Options)
{
    /// <summary>The bot has not said it yet.</summary>
    public static CommandHelp Unknown { get; } = new([], []);
}

/// <summary>A verb, what follows it, and one line about it.</summary>
public sealed record CommandVerb(string Verb, string Usage, string Help);

/// <summary>An option with its value, and one line about it.</summary>
public sealed record CommandOption(string Option, string Help);
