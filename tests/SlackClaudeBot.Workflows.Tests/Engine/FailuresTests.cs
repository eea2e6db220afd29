using SlackClaudeBot.Workflows.Contracts.Tasks;
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
    public void The_command_that_starts_a_task_again_is_that_of_its_kind()
    {
        var kind = TaskKinds.BugFix with { Verb = "build" };

        Assert.Equal("/claude build", kind.Command);
        Assert.Equal("/claude fix", TaskKinds.BugFix.Command);
    }

    [Fact]
    public void A_failure_outside_an_activity_keeps_its_own_message() => Assert.Equal("gone", Failures.Reason(new ApplicationFailureException("gone"), TaskKinds.BugFix));
}
