using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>Keeps what people who run the program would read first.</summary>
internal sealed class KeptLog<T> : ILogger<T>
{
    private readonly List<string> _warnings = [];

    /// <summary>Warnings and worse.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_warnings)
            {
                return [.. _warnings];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Warning)
        {
            return;
        }

        lock (_warnings)
        {
            _warnings.Add(formatter(state, exception));
        }
    }
}
