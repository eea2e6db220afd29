namespace SlackNet;

/// <summary>Is told what happens inside.</summary>
public interface ILogger
{
    void Log(ILogEvent logEvent);
}

/// <summary>Something that happened inside.</summary>
public interface ILogEvent
{
    LogCategory Category { get; }

    /// <summary>With names in braces, for example <c>Connection {Number} closed</c>.</summary>
    string MessageTemplate { get; }

    IReadOnlyDictionary<string, object> Properties { get; }

    Exception Exception { get; }

    DateTimeOffset Timestamp { get; }
}

/// <summary>What a log event is about.</summary>
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

/// <summary>Tells nobody.</summary>
internal sealed class NullLogger : ILogger
{
    public void Log(ILogEvent logEvent)
    {
    }
}

internal static class LoggerExtensions
{
    /// <summary>Names in the template take the values in their order.</summary>
    public static void Log(this ILogger logger, LogCategory category, Exception exception, string template, params (string Name, object Value)[] properties) =>
        logger.Log(new LogEvent(category, template, properties.ToDictionary(property => property.Name, property => property.Value), exception));
}
