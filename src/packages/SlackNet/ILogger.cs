namespace SlackNet;

/// <summary>Receives the log of SlackNet.</summary>
public interface ILogger
{
    void Log(ILogEvent logEvent);
}

/// <summary>An entry of the log.</summary>
public interface ILogEvent
{
    LogCategory Category { get; }

    /// <summary>With property names in braces, for example <c>Cannot read {Path}</c>.</summary>
    string MessageTemplate { get; }

    IReadOnlyDictionary<string, object> Properties { get; }

    Exception Exception { get; }

    DateTimeOffset Timestamp { get; }
}

/// <summary>The category of a log entry.</summary>
public enum LogCategory
{
    Data = 0,
    Serialization = 1,
    Internal = 2,
    Request = 3,
    Error = 4,
}

/// <inheritdoc cref="ILogEvent"/>
internal sealed record LogEvent(LogCategory Category, string MessageTemplate, IReadOnlyDictionary<string, object> Properties, Exception Exception) : ILogEvent
{
    public DateTimeOffset Timestamp { get; } = DateTimeOffset.UtcNow;
}

/// <summary>Discards all entries.</summary>
internal sealed class NullLogger : ILogger
{
    public void Log(ILogEvent logEvent)
    {
    }
}

internal static class LoggerExtensions
{
    /// <summary>Logs an entry with its properties.</summary>
    public static void Log(this ILogger logger, LogCategory category, Exception exception, string template, params (string Name, object Value)[] properties) =>
        logger.Log(new LogEvent(category, template, properties.ToDictionary(property => property.Name, property => property.Value), exception));
}
