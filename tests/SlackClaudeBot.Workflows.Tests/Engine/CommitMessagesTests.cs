using SlackClaudeBot.Workflows.Engine;

using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class CommitMessagesTests
{
    [Fact]
    public void It_says_what_was_asked_what_was_done_and_for_which_ticket() =>
        Assert.Equal("Checkout crashes\n\nCause: no lines.\nGuarded the total.\n\nhttps://tickets.example/7", CommitMessages.For(Task(), "Cause: no lines.\nGuarded the total."));

    [Fact]
    public void It_says_what_every_attempt_did() =>
        Assert.Equal("Checkout crashes\n\nAttempt 1: Guarded the total.\n\nAttempt 3: Handled null.\n\nhttps://tickets.example/7", CommitMessages.For(Task(), "Guarded the total.", "", "Handled null."));

    [Theory]
    [InlineData("", "Task 1a2b3c4d5e")]
    [InlineData("Checkout\ncrashes", "Checkout crashes")]
    public void It_has_one_clear_subject(string title, string subject) =>
        Assert.Equal(subject, CommitMessages.For(Task(title: title), "Because of null.").Split('\n')[0]);

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("Fixes #12", "#12")]
    [InlineData("Closes acme/web#12", "#12")]
    [InlineData("Resolves https://github.com/acme/web/issues/12", "resolves https")]
    [InlineData("Thanks @octocat", "@octocat")]
    [InlineData("Done [skip ci]", "[skip ci]")]
    public void Nothing_that_agents_and_people_write_in_it_acts(string hostile, string acting)
    {
        var message = CommitMessages.For(Task(title: hostile), hostile);

        Assert.DoesNotContain(acting, message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("https://tickets.example/7", message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("Done\n\nCo-authored-by: Grace Hopper <grace@example.com>", "Co-authored-by:")]
    [InlineData("Done\n\nSigned-off-by : Grace Hopper <grace@example.com>", "Signed-off-by :")]
    [InlineData("Done\n\nskip-checks: true", "skip-checks:")]
    public void An_agent_cannot_sign_for_a_person_in_it(string hostile, string trailer) =>
        Assert.DoesNotContain(CommitMessages.For(Task(), hostile).Split('\n'), line => line.StartsWith(trailer, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void It_is_bounded()
    {
        var title = new string('#', 1_000_000) + "1";
        var summary = string.Concat(Enumerable.Repeat("#1", 100_000));

        Assert.InRange(CommitMessages.For(Task(title: title), summary).Length, 1, 10_000);
        Assert.InRange(CommitMessages.For(Task(title: title), Enumerable.Repeat(summary, 50).ToList()).Length, 1, 10_000);
    }
}
