using SlackNet;

namespace SlackClaudeBot.Slack.Api;

/// <summary>Forwards SlackNet's errors to the program's log.</summary>
internal sealed partial class SlackNetLog(ILogger<SlackNetLog> logger) : SlackNet.ILogger
{
    public void Log(ILogEvent logEvent)
    {
        if (logEvent.Category == LogCategory.Error)
        {
            Events.Failed(logger, logEvent.Exception, Fill(logEvent));
        }
    }

    private static string Fill(ILogEvent logEvent) => logEvent.Properties.Aggregate(
        logEvent.MessageTemplate, (text, property) => text.Replace($"{{{property.Key}}}", property.Value?.ToString(), StringComparison.Ordinal));

    private static partial class Events
    {
        [LoggerMessage(LogLevel.Warning, "SlackNet: {What}")]
        public static partial void Failed(Microsoft.Extensions.Logging.ILogger logger, Exception? exception, string what);
    }
}
