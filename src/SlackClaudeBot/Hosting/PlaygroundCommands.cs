using SlackClaudeBot.Playground.Page;
using SlackClaudeBot.Slack.Commands;

namespace SlackClaudeBot.Hosting;

/// <summary>Hands the bot's own help to the playground's page.</summary>
internal static class PlaygroundCommands
{
    public static CommandHelp FromUsage() => new(
        [.. Usage.Verbs.Select(verb => new CommandVerb(verb.Name, verb.Arguments, verb.Help))],
        [.. Usage.Options.Select(option => new CommandOption(option.Typed, option.Help))]);
}
