using Microsoft.Extensions.Logging;
using Temporalio.Activities;

namespace Temporalio.Worker.Activities;

/// <summary>An activity's logger, with the activity in its scope.</summary>
internal sealed class ActivityLogger(ILogger logger, ActivityInfo info) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using var scope = logger.BeginScope(info.LoggerScope);
        logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
