using Microsoft.Extensions.Logging;
using NSubstitute;
using SlackClaudeBot.Slack;
using SlackNet;

namespace SlackClaudeBot.Tests.Slack;

public sealed class SlackNetLogTests
{
    [Fact]
    public void What_goes_wrong_is_logged_with_its_values()
    {
        var wrong = Substitute.For<ILogEvent>();
        wrong.Category.Returns(LogCategory.Error);
        wrong.MessageTemplate.Returns("Connection {Number} failed");
        wrong.Properties.Returns(new Dictionary<string, object> { ["Number"] = 2 });
        var kept = new KeptLog();

        new SlackNetLog(kept).Log(wrong);

        Assert.Equal(["SlackNet: Connection 2 failed"], kept.Lines);
    }

    private sealed class KeptLog : ILogger<SlackNetLog>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
