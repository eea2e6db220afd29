using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Tests.Hosting;

public sealed class LogLinesTests
{
    [Fact]
    public void An_event_is_one_line_without_an_event_id() =>
        Assert.Equal("2023-11-14 22:13:20.000 info: The.Category: Two lines\n", Written(LogLevel.Information, "Two\nlines"));

    [Fact]
    public void A_warning_has_its_reasons_on_its_line() => Assert.Equal(
        "2023-11-14 22:13:20.000 warn: The.Category: Failed (InvalidOperationException: There is no repository. <- FormatException: git said 404)\n",
        Written(LogLevel.Warning, "Failed", Thrown()));

    [Fact]
    public void An_error_has_its_stack_trace_and_a_warning_has_it_on_request()
    {
        foreach (var written in new[] { Written(LogLevel.Error, "Failed", Thrown()), Written(LogLevel.Warning, "Failed", Thrown(), withStackTraces: true) })
        {
            Assert.Contains("The.Category: Failed\n    System.InvalidOperationException", written, StringComparison.Ordinal);
            Assert.Contains(nameof(Thrown), written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Foreign_text_cannot_start_a_line_or_change_colours() =>
        Assert.Equal("2023-11-14 22:13:20.000 warn: The.Category: a 2026-01-01 fatal [31mred\n", Written(LogLevel.Warning, "a\r\n2026-01-01 fatal \u001B[31mred"));

    private static string Written(LogLevel level, string message, Exception? exception = null, bool withStackTraces = false)
    {
        var options = Options.Create(new LogLinesOptions { Time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)), WithStackTraces = withStackTraces });
        using var text = new StringWriter { NewLine = "\n" };
        new LogLines(options).Write(new LogEntry<string>(level, "The.Category", new EventId(500476810), message, exception, (state, _) => state), null, text);
        return text.ToString();
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("There is no repository.", new FormatException("git said 404"));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
