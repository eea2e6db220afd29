using NSubstitute;
using SlackClaudeBot.Slack.Api;
using SlackNet;

namespace SlackClaudeBot.Slack.Tests.Api;

public sealed class SlackNetLogTests
{
    [Fact]
    public void Failures_are_logged_with_their_values()
    {
        var wrong = Substitute.For<ILogEvent>();
        wrong.Category.Returns(LogCategory.Error);
        wrong.MessageTemplate.Returns("Connection {Number} failed");
        wrong.Properties.Returns(new Dictionary<string, object> { ["Number"] = 2 });
        var kept = new KeptLog<SlackNetLog>();

        new SlackNetLog(kept).Log(wrong);

        Assert.Equal(["SlackNet: Connection 2 failed"], kept.Warnings);
    }
}
