using System.Security.Cryptography;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>What the local workspace is like.</summary>
public sealed record SlackOptions
{
    public string BotToken { get; init; } = "xoxb-playground-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string AppToken { get; init; } = "xapp-playground-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string SigningSecret { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The slash command that is installed.</summary>
    public string Command { get; init; } = "/claude";

    /// <summary>Whether links, names and special characters in a command are escaped (<c>should_escape</c> in the manifest).</summary>
    public bool EscapesCommands { get; init; } = true;

    /// <summary>How long Slack waits for the answer to a request (Slack: 3 s).</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a trigger opens a modal (Slack: 3 s).</summary>
    public TimeSpan TriggerLifetime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long an event that was not acknowledged is sent again (Slack: at once, after 1 and 5 minutes); empty: never.</summary>
    public IReadOnlyList<TimeSpan> EventRetryDelays { get; init; } = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    /// <summary>Whether the app receives events for its own messages too, as it does from Slack.</summary>
    public bool EchoBotMessages { get; init; } = true;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
