namespace SlackClaudeBot.Hosting;

/// <summary>The program cannot start or continue. The message tells a person what to do.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
