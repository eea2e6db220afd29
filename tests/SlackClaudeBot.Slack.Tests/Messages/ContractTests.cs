using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Messages;

/// <summary>Holds what we send against what Slack publishes of its types, and against its limits.</summary>
[Trait("Category", "Contract")]
public sealed class ContractTests
{
    private static readonly DateTimeOffset _now = new(Samples.StartedAt.AddMinutes(3));

    [Fact]
    public void Every_message_is_one_that_Slack_describes() => Assert.All(Messages(), message => Contract.Holds(SentKinds.Message, message));

    [Fact]
    public void Every_view_is_one_that_Slack_describes() =>
        Contract.Holds(SentKinds.View, SentJson.Of(RejectModal.Render(new ButtonValue("fix-1a2b3c4d5e", "fix", 1))));

    [Fact]
    public void An_undocumented_field_is_found_in_a_view()
    {
        var view = SentJson.Of(RejectModal.Render(new ButtonValue("fix-1a2b3c4d5e")));
        view["blocks"]![0]!["element"]!["type"] = "textarea";

        Assert.NotEmpty(SlackSchema.Errors(SentKinds.View, view));
    }

    [Fact]
    public void An_undocumented_field_is_found_in_a_message()
    {
        var good = SentJson.Of(ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Note)));
        var unknownBlock = (JObject)good.DeepClone();
        unknownBlock["blocks"]![0]!["type"] = "card";
        var unknownField = (JObject)good.DeepClone();
        unknownField["blocks"]![0]!["colour"] = "red";
        var wrongText = (JObject)good.DeepClone();
        wrongText["blocks"]![0]!["text"]!["type"] = "markdown";

        Assert.Equal(
            [false, true, true, true],
            new[] { good, unknownBlock, unknownField, wrongText }.Select(sent => SlackSchema.Errors(SentKinds.Message, sent).Count > 0));
    }

    [Theory]
    [InlineData("""{"parse":"none","link_names":false,"attachments":[],"reply_broadcast":false}""", true)]
    [InlineData("""{"reply_broadcast":true}""", true)]
    [InlineData("""{"parse":"full"}""", false)]
    [InlineData("""{"link_names":true}""", false)]
    [InlineData("""{"parse":"some"}""", false)]
    [InlineData("""{"attachments":[{"text":"x"}]}""", false)]
    [InlineData("""{"attachments":null}""", false)]
    [InlineData("""{"reply_broadcast":"no"}""", false)]
    public void Default_values_of_a_message_are_allowed_and_nothing_beside_them(string fields, bool allowed)
    {
        var message = SentJson.Of(ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Note)));
        message.Merge(JObject.Parse(fields), new() { MergeNullValueHandling = MergeNullValueHandling.Merge });

        Assert.Equal(allowed, Contract.Breaches(SentKinds.Message, message).Count == 0);
        message.Remove("blocks");
        Assert.Equal(allowed, Contract.Breaches(SentKinds.Answer, message).Count == 0);
    }

    [Theory]
    [InlineData("emoji", true, true)]
    [InlineData("emoji", false, true)]
    [InlineData("emoji", "yes", false)]
    [InlineData("verbatim", false, false)]
    public void Flags_of_a_plain_text_may_have_their_default_values(string flag, object value, bool allowed)
    {
        var view = SentJson.Of(RejectModal.Render(new ButtonValue("fix-1a2b3c4d5e", "fix", 1)));
        view["title"]![flag] = JToken.FromObject(value);
        (view["clear_on_close"], view["notify_on_close"]) = (false, false);
        (view["blocks"]![0]!["dispatch_action"], view["blocks"]![0]!["element"]!["focus_on_load"]) = (false, false);

        Assert.Equal(allowed, Contract.Breaches(SentKinds.View, view).Count == 0);
    }

    private static IEnumerable<JObject> Messages()
    {
        var hostile = new HostileTexts(1);
        foreach (var samples in new[] { Samples.Plain, new Samples(_ => hostile.Next()) })
        {
            foreach (var status in Samples.Statuses)
            {
                yield return SentJson.Of(TaskCardRendering.Render(samples.Card(status, pullRequests: 2), _now));
            }

            foreach (var decision in Samples.Decisions.Append(null))
            {
                yield return SentJson.Of(StageSummaryRendering.Render(samples.Summary(decision, failing: decision is null), new Uri("https://bot.example/diffs?key=1")));
            }

            foreach (var kind in Samples.Kinds)
            {
                yield return SentJson.Of(ThreadMessageRendering.Render(samples.Line(kind, "Ev42")));
            }
        }

        var withMetadata = SentJson.Of(TaskCardRendering.Render(Samples.Plain.Card(WorkStatus.Running), _now));
        withMetadata["metadata"] = new JObject { ["event_type"] = "claude_task", ["event_payload"] = new JObject { ["workflow_id"] = "fix-1", ["task_id"] = "1" } };
        yield return withMetadata;
    }
}
