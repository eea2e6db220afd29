namespace SlackClaudeBot.Hosting;

/// <summary>The program's log on the console.</summary>
internal static class ConsoleLogging
{
    public static ILoggingBuilder AddBotConsole(this ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        // The program itself says why it does not start, or why it stops, in one line.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level <= LogLevel.Debug ? LogLevel.Error : LogLevel.None)
        .AddConsole(console => console.FormatterName = LogLines.Name)
        .AddConsoleFormatter<LogLines, LogLinesOptions>(lines => lines.WithStackTraces = level <= LogLevel.Debug);
}
