using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>Keeps every line that is logged, at any level.</summary>
internal sealed class KeptLogs
{
    internal ConcurrentQueue<string> Lines { get; } = new();

    internal ILogger<T> For<T>() => new Logger<T>(Lines);

    private sealed class Logger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
