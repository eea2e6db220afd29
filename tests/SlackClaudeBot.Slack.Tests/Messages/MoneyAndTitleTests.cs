using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Tests.Messages;

public sealed class MoneyAndTitleTests
{
    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("0.0001", "<$0.01")]
    [InlineData("0.0052499999999999995", "<$0.01")]
    [InlineData("0.01", "$0.01")]
    [InlineData("0.425", "$0.43")]
    [InlineData("1234.5", "$1234.50")]
    public void Money_is_written_in_one_way(string amount, string expected) =>
        Assert.Equal(expected, Money.Format(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Half_a_cent_of_a_cent_is_less_than_a_cent() => Assert.Equal("<$0.01 of $0.01", Money.Format(0.005m, 0.01m));

    [Fact]
    public void A_title_from_right_to_left_is_isolated_and_others_are_left_alone()
    {
        Assert.Equal("\u2068שלום\u2069", SlackText.Title("שלום", 100));
        Assert.Equal("Checkout", SlackText.Title("Checkout", 100));
    }

    [Fact]
    public void The_card_shows_the_tasks_id() =>
        Assert.Contains("`1a2b3c4d5e`", Newtonsoft.Json.JsonConvert.SerializeObject(TaskCardRendering.Render(Samples.Plain.Card(WorkStatus.Running), Samples.StartedAt).Blocks), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "this waits for a decision.")]
    [InlineData(1, "this waits for a decision. A note from this thread waits for the next attempt; approving leaves it out.")]
    [InlineData(3, "this waits for a decision. 3 notes from this thread wait for the next attempt; approving leaves them out.")]
    public void The_summary_names_the_notes_that_approving_would_leave_out(int notes, string expected)
    {
        var summary = StageSummaryRendering.Render(Samples.Plain.Summary() with { PendingNotes = notes }, new Uri("https://bot.example/diffs?key=1"));

        Assert.Contains($"{expected}\"", Newtonsoft.Json.JsonConvert.SerializeObject(summary.Blocks), StringComparison.Ordinal);
    }
}
