using SlackClaudeBot.Workflows.Engine;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class FailuresTests
{
    [Theory]
    [InlineData("It broke", "It broke.")]
    [InlineData("It broke!", "It broke!")]
    public void A_sentence_ends_once(string said, string sentence) => Assert.Equal(sentence, Failures.Sentence(said));

    [Fact]
    public void What_is_no_activitys_failure_speaks_for_itself() => Assert.Equal("gone", Failures.Reason(new ApplicationFailureException("gone")));
}
