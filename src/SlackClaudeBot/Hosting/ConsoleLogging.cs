namespace SlackClaudeBot.Hosting;

/// <summary>The program's log on the console.</summary>
internal static class ConsoleLogging
{
    public static ILoggingBuilder AddBotConsole(this ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddConsole(console => console.FormatterName = LogLines.Name)
        .AddConsoleFormatter<LogLines, LogLinesOptions>(lines => lines.WithStackTraces = level <= LogLevel.Debug);
}
