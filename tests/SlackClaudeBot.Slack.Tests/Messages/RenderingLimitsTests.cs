using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Slack.Tests.SlackContract;

namespace SlackClaudeBot.Slack.Tests.Messages;

[Trait("Category", "Hostile")]
public sealed class RenderingLimitsTests(ITestOutputHelper output)
{
    private const int Rounds = 150;

    private static readonly DateTimeOffset _now = new(Samples.StartedAt.AddMinutes(3));

    [Fact]
    public void Generated_messages_stay_within_Slacks_limits_and_are_inert()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var texts = new HostileTexts(round);
            var samples = new Samples(texts.OneOf(8));
            foreach (var sent in Everything(samples, round))
            {
                var wrong = SlackLimitTable.Violations(SentKinds.Message, sent).Concat(LiveText.In(sent)).ToArray();
                if (wrong.Length == 0)
                {
                    continue;
                }

                output.WriteLine($"HOSTILE_SEED={texts.Seed}, round {round}");
                Assert.Fail(string.Join("\n", wrong) + "\n" + sent);
            }
        }
    }

    [Fact]
    public void The_table_of_limits_finds_text_that_is_too_long()
    {
        var tooLong = new JObject
        {
            ["text"] = string.Empty,
            ["blocks"] = new JArray(new JObject { ["type"] = "section", ["text"] = new JObject { ["type"] = "mrkdwn", ["text"] = new string('x', 3001) } }),
        };

        Assert.Equal(2, SlackLimitTable.Violations(SentKinds.Message, tooLong).Count);
    }

    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<!subteam^S1>")]
    [InlineData("a\u202Eb")]
    [InlineData("```")]
    public void The_check_for_live_text_finds_it(string live) =>
        Assert.NotEmpty(LiveText.In(new JObject { ["text"] = "x", ["blocks"] = new JArray(new JObject { ["type"] = "mrkdwn", ["text"] = live }) }));

    private static IEnumerable<JObject> Everything(Samples samples, int round)
    {
        var count = round % 13;
        foreach (var status in Samples.Statuses)
        {
            yield return SentJson.Of(TaskCardRendering.Render(samples.Card(status, count + 1, count), _now));
        }

        foreach (var decision in Samples.Decisions.Append(null))
        {
            yield return SentJson.Of(StageSummaryRendering.Render(
                samples.Summary(decision, failing: round % 2 == 0, canApprove: round % 3 > 0, repositories: count), new Uri("https://bot.example/diffs?key=1")));
        }

        foreach (var kind in Samples.Kinds)
        {
            yield return SentJson.Of(ThreadMessageRendering.Render(samples.Line(kind, round % 2 == 0 ? $"Ev{round}" : null)));
        }
    }
}
