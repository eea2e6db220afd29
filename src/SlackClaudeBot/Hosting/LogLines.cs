using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Hosting;

/// <summary>
/// Writes one line for each event, with its time in UTC. A warning has its reasons on that line: a missing repository, for example,
/// is not a defect of the program. An error has its stack trace below it.
/// </summary>
internal sealed class LogLines(IOptions<LogLinesOptions> options) : ConsoleFormatter(Name)
{
    public new const string Name = "lines";

    private const int MaxMessageLength = 8_000;
    private const int MaxStackTraceLength = 32_000;
    private const int MaxReasons = 5;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = TextSanitizer.SingleLine(logEntry.Formatter(logEntry.State, logEntry.Exception), MaxMessageLength);
        textWriter.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Value.Time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {Word(logEntry.LogLevel)} {logEntry.Category}: {message}"));
        switch (logEntry)
        {
            case { Exception: null }:
                textWriter.WriteLine();
                break;
            case { LogLevel: < LogLevel.Error } when !options.Value.WithStackTraces:
                textWriter.WriteLine($" ({TextSanitizer.SingleLine(string.Join(" <- ", Reasons(logEntry.Exception)), MaxMessageLength)})");
                break;
            default:
                textWriter.WriteLine();
                textWriter.WriteLine("    " + TextSanitizer.MultiLine(logEntry.Exception.ToString(), MaxStackTraceLength).Replace("\n", "\n    ", StringComparison.Ordinal));
                break;
        }
    }

    /// <summary>The messages of an exception and its causes, without repetitions.</summary>
    private static IEnumerable<string> Reasons(Exception exception)
    {
        var said = string.Empty;
        for (var (cause, left) = (exception, MaxReasons); cause is not null && left > 0; cause = cause.InnerException!, left--)
        {
            if (cause.Message == said)
            {
                continue;
            }

            said = cause.Message;
            yield return $"{cause.GetType().Name}: {said}";
        }
    }

    /// <summary>The level names of .NET's own console log.</summary>
    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce:",
        LogLevel.Debug => "dbug:",
        LogLevel.Information => "info:",
        LogLevel.Warning => "warn:",
        LogLevel.Error => "fail:",
        _ => "crit:",
    };
}

/// <summary>How <see cref="LogLines"/> writes.</summary>
internal sealed class LogLinesOptions : ConsoleFormatterOptions
{
    /// <summary>Whether every exception has its stack trace.</summary>
    public bool WithStackTraces { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;
}
