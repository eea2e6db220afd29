using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Page;

/// <summary>What the page shows and does.</summary>
internal interface IPlayground
{
    /// <summary>Happens when a page must read everything again.</summary>
    event Action? Refreshed;

    /// <summary>Happens when <see cref="Status"/> was set.</summary>
    event Action? StatusChanged;

    /// <summary>The page's address.</summary>
    Uri Url { get; }

    SlackWorkspace Slack { get; }

    GitHubServer GitHub { get; }

    /// <summary>The commands that the bot understands.</summary>
    CommandHelp Commands { get; }

    PlaygroundStatus Status { get; }

    /// <summary>Ends the bot's tasks and removes every message, pull request and push.</summary>
    Task StartOverAsync(CancellationToken cancellationToken = default);
}
