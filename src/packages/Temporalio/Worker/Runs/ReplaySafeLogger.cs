using Microsoft.Extensions.Logging;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <summary>A workflow's logger: silent on replay, with the workflow in its scope.</summary>
internal sealed class ReplaySafeLogger(ILogger logger, IWorkflowContext context) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        using var scope = logger.BeginScope(context.Info.LoggerScope);
        logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
