using Microsoft.Extensions.Logging;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground;

/// <summary>What to start.</summary>
public sealed record PlaygroundOptions
{
    /// <summary>The folder that holds the local GitHub's repositories.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that keeps messages, pull requests, secrets and ports across restarts; null: nothing is kept.</summary>
    public string? StateFile { get; init; }

    /// <summary>The port on 127.0.0.1; 0: any that is free. Without <see cref="StateFile"/>'s last one, this is tried first.</summary>
    public int Port { get; init; }

    /// <summary>Whether <see cref="Port"/> was asked for by a person: then it goes before the last run's port.</summary>
    public bool PortIsChosen { get; init; }

    /// <summary>Whether to use any free port if <see cref="Port"/> is taken.</summary>
    public bool OrAnyPort { get; init; }

    public SlackOptions Slack { get; init; } = new();

    /// <summary>The local GitHub; null: as <see cref="GitHubOptions"/> has it, in <see cref="Folder"/>.</summary>
    public GitHubOptions? GitHub { get; init; }

    /// <summary>The scripted model; null: the one that knows the demo repositories.</summary>
    public ScriptedModel? Model { get; init; }

    /// <summary>Whether to create acme/shop and acme/notifier.</summary>
    public bool CreateDemoRepositories { get; init; } = true;

    /// <summary>Where the web server's warnings go; null: nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
