using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.PullRequests;
using SlackClaudeBot.Workflows.Reviews;
using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.PullRequests;

public sealed class PullRequestTextTests
{
    private static readonly StageDecision _approved = new(DecisionKinds.Approved, "U2", DateTime.UnixEpoch, null);

    [Fact]
    public void It_tells_what_a_reviewer_asks_first()
    {
        var text = PullRequestText.For(Task(), Result(), _approved, Changed(), 0.5m, 2, new MessageReference("C1", "1700000000.000100"));

        Assert.Equal("Checkout crashes", text.Title);
        foreach (var part in new[]
                 {
                     "Guarded the total.", "On an empty cart.", "2 files, +10 −3", "12 passed", "$0.50", "`U1`", "`U2`", "<https://tickets.example/7>",
                     "https://slack.com/archives/C1/p1700000000000100",
                 })
            Assert.Contains(part, text.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@octocat look", "@octocat")]
    [InlineData("@acme/owners look", "@acme")]
    [InlineData("closes #12", "#12")]
    [InlineData("see acme/shop#12", "#12")]
    [InlineData("GH-12", "GH-12")]
    [InlineData("fixes https://github.com/acme/shop/issues/12", "fixes https")]
    [InlineData("<!-- hidden --><img src=x onerror=alert(1)>", "<!--")]
    [InlineData("<img src=x>", "<img")]
    [InlineData("![x](https://evil.example/track.png)", "![")]
    public void Nothing_that_agents_and_people_write_acts_on_GitHub(string hostile, string acting)
    {
        var text = PullRequestText.For(Task(title: hostile), Result(Agent(summary: hostile)), _approved, Changed(), 0.5m, 1, null);

        Assert.DoesNotContain(acting, text.Title, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(acting, text.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("@&<>![#1")]
    [InlineData("\u202E\n\0😀")]
    public void It_stays_within_GitHubs_limits(string piece)
    {
        var flood = string.Concat(Enumerable.Repeat(piece, 100_000));
        var task = Task(title: flood) with { Description = flood, TicketUrl = "https://t.example/" + flood, Requester = flood };

        var text = PullRequestText.For(task, Result(Agent(summary: flood)), _approved with { By = flood }, Changed(), 0.5m, 1, new MessageReference(flood[..50], "1"));

        Assert.InRange(text.Title.Length, 1, 256);
        Assert.InRange(text.Body.Length, 1, 65_000);
        Assert.DoesNotContain('\n', text.Title);
    }

    [Fact]
    public void A_task_without_a_title_still_has_one() =>
        Assert.Equal("Task 1a2b3c4d5e", PullRequestText.For(Task(title: " \n "), Result(), _approved, Changed(), 0, 1, null).Title);

    [Fact]
    public void Failing_tests_are_not_hidden() =>
        Assert.Contains("**failing**: 1 failed", PullRequestText.For(Task(), Result(tests: Failing()), _approved, Changed(), 0, 1, null).Body, StringComparison.Ordinal);
}
