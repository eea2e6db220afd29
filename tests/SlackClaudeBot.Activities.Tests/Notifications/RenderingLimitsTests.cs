using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Activities.Notifications.Rendering;
using Xunit.Abstractions;

namespace SlackClaudeBot.Activities.Tests.Notifications;

[Trait("Category", "Hostile")]
public sealed partial class RenderingLimitsTests(ITestOutputHelper output)
{
    private const int Rounds = 150;

    private static readonly DateTimeOffset _now = new(Samples.StartedAt.AddMinutes(3));

    [Fact]
    public void Whatever_is_drawn_stays_within_Slacks_limits_and_is_inert()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var texts = new HostileTexts(round);
            var samples = new Samples(texts.OneOf(8));
            foreach (var sent in Everything(samples, round))
            {
                var wrong = SlackLimitTable.Violations(sent).Concat(Live(sent)).ToArray();
                if (wrong.Length == 0)
                    continue;

                output.WriteLine($"HOSTILE_SEED={texts.Seed}, round {round}");
                Assert.Fail(string.Join("\n", wrong) + "\n" + sent);
            }
        }
    }

    [Fact]
    public void The_table_of_limits_finds_what_is_too_long()
    {
        var tooLong = new JObject
        {
            ["text"] = string.Empty,
            ["blocks"] = new JArray(new JObject { ["type"] = "section", ["text"] = new JObject { ["type"] = "mrkdwn", ["text"] = new string('x', 3001) } }),
        };

        Assert.Equal(2, SlackLimitTable.Violations(tooLong).Count);
    }

    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<@U024BE7LH>")]
    [InlineData("a\u202Eb")]
    [InlineData("```")]
    public void The_check_for_live_text_finds_it(string live) =>
        Assert.NotEmpty(Live(new JObject { ["text"] = "x", ["blocks"] = new JArray(new JObject { ["type"] = "mrkdwn", ["text"] = live }) }));

    private static IEnumerable<JObject> Everything(Samples samples, int round)
    {
        var count = round % 13;
        foreach (var status in Samples.Statuses)
            yield return SentJson.Of(TaskCardRendering.Render(samples.Card(status, count + 1, count), _now));
        foreach (var decision in Samples.Decisions.Append(null))
            yield return SentJson.Of(StageSummaryRendering.Render(
                samples.Summary(decision, failing: round % 2 == 0, canApprove: round % 3 > 0, repositories: count), new Uri("https://bot.example/diffs?key=1")));
        foreach (var kind in Samples.Kinds)
            yield return SentJson.Of(ThreadMessageRendering.Render(samples.Line(kind, round % 2 == 0 ? $"Ev{round}" : null)));
    }

    /// <summary>What Slack would act upon, and what deceives the eye.</summary>
    private static IEnumerable<string> Live(JObject sent)
    {
        foreach (var text in SentJson.Texts(sent).Select(t => (string)t["text"]!).Append((string)sent["text"]!))
        {
            if (Unsafe().Match(Ours().Replace(text, string.Empty)) is { Success: true } live)
                yield return $"'{live.Value}' at {live.Index} is live";
            if (Deceiving().Match(text) is { Success: true } deceiving)
                yield return $"U+{(int)deceiving.Value[0]:X4} at {deceiving.Index} deceives";
            if ((text.Split("```").Length - 1) % 2 != 0)
                yield return "a code block stays open";
        }

        foreach (var mrkdwn in SentJson.Texts(sent).Where(t => (string?)t["type"] == "mrkdwn" && t["verbatim"]?.Value<bool>() != true))
            yield return $"Slack would parse {mrkdwn}";
    }

    /// <summary>What we write ourselves: moments and links.</summary>
    [GeneratedRegex(@"<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*>|<https?://[^<>|\s]*(\|[^<>|]*)?>")]
    private static partial Regex Ours();

    [GeneratedRegex(@"[<>]|&(?!amp;|lt;|gt;)")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"[\x00-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uD800-\uDBFF](?![\uDC00-\uDFFF])")]
    private static partial Regex Deceiving();
}
