using Newtonsoft.Json;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet.Tests.Json;

/// <summary>Requests have the defaults and formats of the official package.</summary>
public sealed class OutgoingTests
{
    private static readonly JsonSerializerSettings _json = Default.JsonSettings().SerializerSettings;

    private enum Fruit
    {
        GreenApple,
        Pear,
    }

    [Fact]
    public void A_date_is_written_without_a_time() =>
        Assert.Equal("""{"on":"2001-02-03"}""", JsonConvert.SerializeObject(new { On = new DateTime(2001, 2, 3, 4, 5, 6) }, _json));

    [Fact]
    public void A_date_is_read_without_a_time() =>
        Assert.Equal(new DateTime(2001, 2, 3), JsonConvert.DeserializeAnonymousType("""{"on":"2001-02-03"}""", new { On = default(DateTime) }, _json)!.On);

    [Fact]
    public void A_time_of_day_is_written_and_read_as_hours_and_minutes()
    {
        Assert.Equal("""{"at":"01:02"}""", JsonConvert.SerializeObject(new { At = new TimeSpan(1, 2, 0) }, _json));
        Assert.Equal(new TimeSpan(1, 2, 0), JsonConvert.DeserializeAnonymousType("""{"at":"01:02"}""", new { At = default(TimeSpan) }, _json)!.At);
        Assert.Equal("""{}""", JsonConvert.SerializeObject(new { At = default(TimeSpan?) }, _json));
    }

    [Fact]
    public void The_answer_to_a_command_is_ephemeral_by_default() => Assert.Equal(ResponseType.Ephemeral, new SlashCommandResponse().ResponseType);

    [Fact]
    public void An_edit_leaves_the_blocks_alone_by_default() => Assert.Null(new MessageUpdate().Blocks);

    [Fact]
    public void Arguments_in_a_query_are_written_as_Slack_reads_them()
    {
        var url = Default.UrlBuilder().Url("m", new()
        {
            ["text"] = "?",
            ["nothing"] = null,
            ["flag"] = true,
            ["number"] = 1.5,
            ["one"] = Fruit.GreenApple,
            ["enums"] = new[] { Fruit.GreenApple, Fruit.Pear },
            ["texts"] = new[] { "?a", "b" },
            ["object"] = new { SomeProperty = "bar" },
            ["dictionary"] = new Dictionary<string, object> { ["k"] = 1 },
        });

        Assert.Equal(
            "https://slack.com/api/m?text=%3F&flag=true&number=1.5&one=green_apple&enums=green_apple%2Cpear&texts=%3Fa%2Cb"
            + "&object=%7B%22some_property%22%3A%22bar%22%7D&dictionary=%7B%22k%22%3A1%7D",
            url);
    }
}
