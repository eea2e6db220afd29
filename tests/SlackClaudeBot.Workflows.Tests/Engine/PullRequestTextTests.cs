using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Engine;
using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class PullRequestTextTests
{
    private static readonly StageDecision _approved = new("fix", 1, DecisionKind.Approved, "U2", DateTime.UnixEpoch, null);

    private static readonly Discussion _discussion = new(
        "https://acme.slack.example/archives/C1/p1700000000000100", new Dictionary<string, string> { ["U1"] = "Ada Lovelace", ["U2"] = "Grace | Hopper" });

    private static IReadOnlyList<StageOutcome> Stages(IReadOnlyList<AttemptResult> attempts, params StageDecision[] decisions) =>
        [new(SlackClaudeBot.Workflows.Kinds.Stages.BugFix, attempts, decisions)];

    private static PullRequestStory Story { get; } = new(Task(), Result(), Stages([Result()], _approved), 0.5m, _discussion);

    [Fact]
    public void It_starts_with_what_a_reviewer_asks_first()
    {
        var text = PullRequestText.For(Story, Changed());

        Assert.Equal("Checkout crashes", text.Title);
        foreach (var part in new[]
                 {
                     "Guarded the total.", "> Checkout crashes\n>\n> On an empty cart.", "2 files, +10 −3", "12 passed (npm)", "$0.50", "| Requested by | Ada Lovelace (in Slack) |",
                     @"| Approved by | Grace \| Hopper (in Slack) |", "<https://tickets.example/7>", "[1a2b3c4d5e in Slack](https://acme.slack.example/archives/C1/p1700000000000100)",
                 })
        {
            Assert.Contains(part, text.Body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("on the way", text.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Attempt 1", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_was_requested_after_each_attempt()
    {
        var text = PullRequestText.For(
            Story with { Stages = Stages([Result(), Result(), Result()], Rejected("U1", "handle null too"), Rejected(null, "and\ntest it @octocat") with { Attempt = 2 }, _approved) }, Changed());

        Assert.Contains("- After attempt 1, Ada Lovelace (in Slack): handle null too", text.Body, StringComparison.Ordinal);
        Assert.Contains("- After attempt 2, somebody with access to Temporal: and test it @\u200Boctocat", text.Body, StringComparison.Ordinal);
        Assert.Contains("| Attempts | 3 |", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_each_attempt_did()
    {
        var text = PullRequestText.For(Story with { Stages = Stages([Result(Agent(summary: "Added a guard, see #12.")), Result()], _approved) }, Changed());

        Assert.Contains("**Attempt 1**\n\nAdded a guard, see #\u200B12.\n\n**Attempt 2**\n\nGuarded the total.\n", text.Body.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_is_not_files() =>
        Assert.Contains("| Changes | 1 file, +10 −3 |", PullRequestText.For(Story, Changed() with { FilesChanged = 1 }).Body, StringComparison.Ordinal);

    [Fact]
    public void People_without_a_display_name_are_named_by_id()
    {
        var text = PullRequestText.For(Story with { Discussion = Discussion.None }, Changed());

        Assert.Contains("| Requested by | U1 (a Slack user) |", text.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("| Task |", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_that_needed_no_approval_names_no_approver() => Assert.Contains(
        "| Approved by | nobody:", PullRequestText.For(Story with { Stages = Stages([Result()], new StageDecision("fix", 1, DecisionKind.AutoApproved, null, DateTime.UnixEpoch, null)) }, Changed()).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("@octocat look", "@octocat")]
    [InlineData("@acme/owners look", "@acme")]
    [InlineData("closes #12", "#12")]
    [InlineData("see acme/shop#12", "#12")]
    [InlineData("GH-12", "GH-12")]
    [InlineData("fixes https://github.com/acme/shop/issues/12", "fixes https")]
    [InlineData("<!-- hidden --><img src=x onerror=alert(1)>", "<!--")]
    [InlineData("<img src=x>", "<img")]
    [InlineData("&#64;octocat look", "&#64;")]
    [InlineData("&commat;octocat look", "&commat;")]
    [InlineData("![x](https://evil.example/track.png)", "![")]
    [InlineData("!![x](https://evil.example/track.png)", "![")]
    [InlineData("done [skip ci]", "[skip ci]")]
    [InlineData("done [CI skip]", "[ci skip]")]
    [InlineData("done [no ci]", "[no ci]")]
    [InlineData("done [skip actions]", "[skip actions]")]
    public void Nothing_that_agents_and_people_write_acts_on_GitHub(string hostile, string acting)
    {
        var text = PullRequestText.For(
            Story with
            {
                Task = Task(title: hostile) with { Description = hostile },
                Result = Result(Agent(summary: hostile)),
                Stages = Stages([Result(Agent(summary: hostile)), Result(Agent(summary: hostile))], Rejected("U1", hostile), Rejected(hostile, hostile), _approved),
                Discussion = new Discussion(hostile, new Dictionary<string, string> { ["U1"] = hostile, ["U2"] = hostile }),
            },
            Changed());

        Assert.DoesNotContain(acting, text.Title, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(acting, text.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Crash in List<string> when a < b && b > c")]
    [InlineData("`Cart<Item>` turns &nbsp; into &amp;nbsp;")]
    public void Code_looks_on_GitHub_as_it_was_written(string text)
    {
        var pull = PullRequestText.For(Story with { Task = Task(title: text), Result = Result(Agent(summary: text)), Stages = Stages([Result(Agent(summary: text))], _approved) }, Changed());

        Assert.Equal(text, Seen(pull.Title));
        Assert.Contains($"> {text}\n", Seen(pull.Body), StringComparison.Ordinal);
        Assert.Contains($"\n{text}\n", Seen(pull.Body), StringComparison.Ordinal);

        // Titles and code spans show escapes, but characters without width are invisible.
        static string Seen(string sent) => sent.ReplaceLineEndings("\n").Replace("\u200B", "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("@&<>![#1")]
    [InlineData("|\\`*_")]
    [InlineData("\u202E\n\0😀")]
    public void It_stays_within_GitHubs_limits(string piece)
    {
        var flood = string.Concat(Enumerable.Repeat(piece, 100_000));
        var story = new PullRequestStory(
            Task(title: flood) with { Description = flood, Ticket = "https://t.example/" + flood, Requester = flood },
            Result(Agent(summary: flood)),
            Stages([Result(Agent(summary: flood)), Result(Agent(summary: flood)), Result(Agent(summary: flood))], Rejected(flood, flood), Rejected("U1", flood), _approved with { By = flood }),
            0.5m,
            new Discussion("https://t.example/" + flood, new Dictionary<string, string> { ["U1"] = flood }));

        var text = PullRequestText.For(story, Changed());

        Assert.InRange(text.Title.Length, 1, 256);
        Assert.InRange(text.Body.Length, 1, 65_000);
        Assert.DoesNotContain('\n', text.Title);
    }

    [Fact]
    public void A_task_without_a_title_still_has_one() =>
        Assert.Equal("Task 1a2b3c4d5e", PullRequestText.For(Story with { Task = Task(title: " \n ") }, Changed()).Title);

    [Fact]
    public void Failing_tests_are_not_hidden()
    {
        Assert.Contains("**failing**: 1 failed", PullRequestText.For(Story with { Result = Result(tests: Failing()) }, Changed()).Body, StringComparison.Ordinal);
        Assert.Contains("| passed, none counted (npm) |", PullRequestText.For(Story with { Result = Result(tests: Untold()) }, Changed()).Body, StringComparison.Ordinal);
        Assert.Contains("| **did not pass** (npm) |", PullRequestText.For(Story with { Result = Result(tests: Uncounted()) }, Changed()).Body, StringComparison.Ordinal);
    }

    private static StageDecision Rejected(string? by, string feedback) => new("fix", 1, DecisionKind.Rejected, by, DateTime.UnixEpoch, feedback);
}
