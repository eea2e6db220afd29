using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Workflows.Tests.Reviews;

public sealed class QuestionTests
{
    private static readonly DateTime _asked = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void It_reminds_once_and_expires()
    {
        var question = new Question("Which one?", _asked, TimeSpan.FromHours(24));

        Assert.False(question.TakeReminder(_asked.AddHours(11)));
        Assert.Equal(TimeSpan.FromHours(1), question.UntilNextTick(_asked.AddHours(11)));
        Assert.True(question.TakeReminder(_asked.AddHours(12)));
        Assert.False(question.TakeReminder(_asked.AddHours(12)));
        Assert.False(question.HasExpired(_asked.AddHours(23)));
        Assert.True(question.HasExpired(_asked.AddHours(24)));
    }

    [Fact]
    public void An_answered_question_never_expires()
    {
        var question = new Question("Which one?", _asked, TimeSpan.FromHours(24));

        Assert.True(question.Take(new Answer("x1", "U1", "the first")));

        Assert.False(question.HasExpired(_asked.AddDays(2)));
        Assert.False(question.TakeReminder(_asked.AddDays(2)));
    }
}
