namespace SlackClaudeBot.Hosting;

/// <summary>The program's log on the console: one line an event, times in UTC.</summary>
internal static class ConsoleLogging
{
    public static ILoggingBuilder AddBotConsole(this ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
        });
}
