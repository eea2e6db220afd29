namespace SlackClaudeBot.Hosting;

/// <summary>How to start the playground.</summary>
/// <param name="Fresh">Whether to remove what earlier runs left.</param>
/// <param name="PagePort">The port of its page; null: the last one, or the usual one.</param>
internal sealed record PlaygroundStart(bool Fresh = false, int? PagePort = null);
