using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Messages;

public sealed class RenderingTests
{
    private static readonly DateTimeOffset _now = new(Samples.StartedAt.AddMinutes(3));

    [Fact]
    public void A_review_mentions_its_requester_and_a_few_approvers()
    {
        var mentions = new ReviewMentions(new SlackOptions { Approvers = "U0BOSS, U0CHIEF, U0LEAD, S0TEAM, not-requester" });
        var summary = Samples.Plain.Summary() with { Requester = "U0BOSS" };

        Assert.Contains("<@U0BOSS>, <!subteam^S0TEAM>, <@U0CHIEF>, <@U0LEAD>: this waits for a decision.", Shown(StageSummaryRendering.Render(summary, null, mentions.Approvers(summary.Requester))), StringComparison.Ordinal);
        Assert.Empty(new ReviewMentions(new SlackOptions { Approvers = "anyone" }).Approvers("U0BOSS"));
        Assert.Equal(3, new ReviewMentions(new SlackOptions { Approvers = string.Join(',', Enumerable.Range(1, 500).Select(i => $"U0BOSS{i}")) }).Approvers("U1").Count);
    }

    [Fact]
    public void The_card_shows_when_the_review_expires() => Assert.Contains(
        ":hourglass: expires <!date^86400^", Shown(TaskCardRendering.Render(Samples.Plain.Card(WorkStatus.AwaitingApproval) with { Deadline = DateTime.UnixEpoch.AddDays(1) }, DateTimeOffset.UnixEpoch)), StringComparison.Ordinal);

    [Fact]
    public void A_card_shows_the_state_of_its_task()
    {
        var shown = Shown(TaskCardRendering.Render(Samples.Plain.Card(WorkStatus.Running), _now));

        foreach (var part in new[] { ":hammer_and_wrench:", "*Checkout crashes on an empty cart*", "acme/shop", "<@U024BE7LH>", "attempt 1 of 3", "$0.42 of $5.00", "3 min", "Some detail" })
        {
            Assert.Contains(part, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_open_card_can_be_cancelled_and_an_ended_one_cannot()
    {
        foreach (var status in Samples.Statuses)
        {
            var buttons = Buttons(TaskCardRendering.Render(Samples.Plain.Card(status), _now));
            if (status.IsFinal())
            {
                Assert.Empty(buttons);
            }
            else
            {
                Assert.Equal("fix-1a2b3c4d5e", ButtonValue.TryParse(buttons[ActionIds.Cancel])!.WorkflowId);
            }
        }
    }

    [Fact]
    public void An_ended_card_links_its_pull_requests() => Assert.Contains(
        "<https://git.example/acme/shop/pull/7|acme/shop#0>",
        Shown(TaskCardRendering.Render(Samples.Plain.Card(WorkStatus.Completed, pullRequests: 1), _now)), StringComparison.Ordinal);

    [Fact]
    public void A_summary_shows_everything_for_the_decision()
    {
        var message = StageSummaryRendering.Render(Samples.Plain.Summary(), new Uri("https://bot.example/diffs?key=1&x=2"));
        var shown = Shown(message);

        foreach (var part in new[] { "Attempt 1 of 3", "Some summary", "2 files +10 −3", "12 tests passed", "$0.25 ($0.42 of $5.00 in all)", "3 min", "```\nSome diff\n```", "https://bot.example/diffs?key=1" })
        {
            Assert.Contains(part, shown, StringComparison.Ordinal);
        }

        var buttons = Buttons(message);
        Assert.Equal(new ButtonValue("fix-1a2b3c4d5e", "fix", 1), ButtonValue.TryParse(buttons[ActionIds.Approve]));
        Assert.Equal(new ButtonValue("fix-1a2b3c4d5e", "fix", 1), ButtonValue.TryParse(buttons[ActionIds.Reject]));
    }

    [Theory]
    [InlineData("0.25", "0.25", "  ·  $0.25  ·  3 min")]
    [InlineData("0.25", "0.42", "  ·  $0.25 ($0.42 in all)  ·  3 min")]
    [InlineData("0.0049", "0.42", "  ·  &lt;$0.01 ($0.42 in all)  ·  3 min")]
    [InlineData("0", "0", "  ·  $0.00  ·  3 min")]
    public void A_summary_shows_the_cost_once_and_never_as_zero(string attempt, string total, string shown)
    {
        decimal Dollars(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var summary = Samples.Plain.Summary() with { CostUsd = Dollars(attempt), TotalCostUsd = Dollars(total), BudgetUsd = null };

        Assert.Contains(shown, Shown(StageSummaryRendering.Render(summary, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_lists_what_to_look_at_twice()
    {
        var plain = Samples.Plain.Summary();
        var few = plain with { Changes = plain.Changes with { Remarks = ["acme/shop: lib is a submodule: another repository's commit."] } };
        var many = plain with { Changes = plain.Changes with { Remarks = [.. Enumerable.Range(1, 20).Select(i => $"link{i} is a symbolic link <!channel>.")] } };
        var none = plain with { Changes = plain.Changes with { Remarks = null } };

        Assert.Contains(":mag: acme/shop: lib is a submodule", Shown(StageSummaryRendering.Render(few, null)), StringComparison.Ordinal);
        Assert.Contains("link8 is a symbolic link &lt;!channel&gt;.\n:mag: and 12 more", Shown(StageSummaryRendering.Render(many, null)), StringComparison.Ordinal);
        Assert.DoesNotContain(":mag:", Shown(StageSummaryRendering.Render(none, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_names_what_weakens_the_tests_before_all_else_and_what_changed_tests_prove()
    {
        var plain = Samples.Plain.Summary();
        var summary = plain with
        {
            Changes = plain.Changes with { Weakened = ["acme/shop: cart.test.js has 1 test fewer <!channel>."] },
            Tests = new TestRunResult([.. plain.Tests.Repositories.Select(r => r with { Proof = "Failed before, passes now: 1 test." })]),
        };

        var shown = Shown(StageSummaryRendering.Render(summary, null));

        Assert.Contains(":warning: acme/shop: cart.test.js has 1 test fewer &lt;!channel&gt;.", shown, StringComparison.Ordinal);
        Assert.True(shown.IndexOf("1 test fewer", StringComparison.Ordinal) < shown.IndexOf(plain.Summary[..10], StringComparison.Ordinal), shown);
        Assert.Contains(": Failed before, passes now: 1 test.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decided_summary_names_the_approver_and_has_no_buttons()
    {
        var message = StageSummaryRendering.Render(Samples.Plain.Summary(DecisionKind.Rejected), null);

        Assert.Empty(Buttons(message));
        Assert.Contains("Rejected by <@U024BE7LH>", Shown(message), StringComparison.Ordinal);
        Assert.Contains("&gt; Some feedback", Shown(message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "tests passed, none counted")]
    [InlineData(false, "tests did not pass")]
    public void Uncounted_tests_are_not_reported_as_zero(bool succeeded, string said)
    {
        var summary = Samples.Plain.Summary(failing: !succeeded);
        var uncounted = summary.Tests.Repositories.Select(r => r with { Passed = 0, Failed = 0, Succeeded = succeeded }).ToList();

        var shown = Shown(StageSummaryRendering.Render(summary with { Tests = new TestRunResult(uncounted) }, null));

        Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("0 of 0", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_that_cannot_be_approved_has_no_Approve_button() =>
        Assert.Equal([ActionIds.Reject], Buttons(StageSummaryRendering.Render(Samples.Plain.Summary(failing: true, canApprove: false), null)).Keys);

    [Fact]
    public void Feedback_that_was_taken_can_be_undone_until_the_attempt_starts()
    {
        var taken = Samples.Plain.Line(ThreadMessageKind.FeedbackTaken, "Ev42");

        Assert.Equal("Ev42", ButtonValue.TryParse(Buttons(ThreadMessageRendering.Render(taken))[ActionIds.Undo])!.RejectionId);
        Assert.Empty(Buttons(ThreadMessageRendering.Render(taken with { Value = null })));
    }

    [Fact]
    public void The_end_of_a_task_links_its_pull_requests() => Assert.Contains(
        "acme/shop#7 <https://git.example/acme/shop/pull/7>",
        Shown(ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Ended) with { Text = "Done: acme/shop#7 https://git.example/acme/shop/pull/7" })),
        StringComparison.Ordinal);

    [Fact]
    public void The_reject_dialog_carries_the_value_of_the_button()
    {
        var value = new ButtonValue("fix-1a2b3c4d5e", "fix", 2);

        var view = RejectModal.Render(value);

        Assert.Equal(value, ButtonValue.TryParse(view.PrivateMetadata));
        Assert.Equal(ActionIds.RejectModal, view.CallbackId);
    }

    [Theory]
    [InlineData(2, "the agent tries again")]
    [InlineData(3, "This was the last attempt")]
    public void The_reject_dialog_says_what_happens_next(int attempt, string expected)
    {
        var summary = StageSummaryRendering.Render(Samples.Plain.Summary() with { Key = Samples.Key with { Attempt = attempt } }, null);
        var clicked = ButtonValue.TryParse(Buttons(summary)[ActionIds.Reject])!;

        var hint = RejectModal.Render(clicked).Blocks.OfType<SlackNet.Blocks.InputBlock>().Single().Hint.Text;

        Assert.Contains(expected, hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a <!channel> & <@U1>", "a &lt;!channel&gt; &amp; &lt;@U1&gt;")]
    [InlineData("two\nlines", "two lines")]
    public void Inline_text_is_escaped(string text, string expected) => Assert.Equal(expected, SlackText.Inline(text, 100));

    [Theory]
    [InlineData("&&&&", 12, "&amp;&amp;…")]
    [InlineData("&&&&", 11, "&amp;&amp;…")]
    [InlineData("&&&&", 10, "&amp;…")]
    [InlineData("abcdef", 4, "abc…")]
    public void A_cut_never_splits_an_escape(string text, int length, string expected) => Assert.Equal(expected, SlackText.Inline(text, length));

    [Theory]
    [InlineData("## What\n**Cause**: `x`\n- one\n* two", "*What*\n*Cause*: `x`\n• one\n• two")]
    [InlineData("```\nopen", "'''\nopen")]
    [InlineData("- one\n```\n- removed\n# note\nf(**a, **b)\n```\n- two", "• one\n```\n- removed\n# note\nf(**a, **b)\n```\n• two")]
    public void Markdown_looks_right_in_Slack(string markdown, string expected) => Assert.Equal(expected, SlackText.Paragraphs(markdown, 1000));

    [Fact]
    public void A_fence_in_a_diff_closes_nothing() =>
        Assert.Equal(2, SlackText.CodeBlock("+```\n+<!channel>\n+```", 1000).Split("```").Length - 1);

    [Theory]
    [InlineData("https://a.example/x|y>z", "<https://a.example/x%7Cy%3Ez|here>")]
    [InlineData("javascript:alert(1)", "here")]
    [InlineData(null, "here")]
    public void Only_addresses_for_browsers_become_links(string? url, string expected) => Assert.Equal(expected, SlackText.Link(url, "here"));

    [Theory]
    [InlineData("{\"w\":\"fix-1\",\"s\":\"fix\",\"a\":2}", true)]
    [InlineData("{\"s\":\"fix\"}", false)]
    [InlineData("[]", false)]
    [InlineData("{", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_our_own_button_values_are_read(string? value, bool ours) => Assert.Equal(ours, ButtonValue.TryParse(value) is not null);

    private static string Shown(RenderedMessage message) => string.Join("\n", SentJson.Texts(SentJson.Of(message)).Select(t => (string)t["text"]!));

    private static Dictionary<string, string> Buttons(RenderedMessage message) => SentJson.Of(message).SelectTokens("$..*").OfType<JObject>()
        .Where(o => (string?)o["type"] == "button").ToDictionary(b => (string)b["action_id"]!, b => (string)b["value"]!);
}
