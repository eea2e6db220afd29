using SlackClaudeBot.Slack.Threads;

namespace SlackClaudeBot.Slack.Tests.Threads;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("lgtm")]
    [InlineData("LGTM!")]
    [InlineData("Looks good to me.")]
    [InlineData("nice 👍")]
    [InlineData("👍🏽")]
    [InlineData("❤️")]
    [InlineData(":thumbsup:")]
    [InlineData(":+1::skin-tone-3: great work!!")]
    [InlineData("Nice work, thanks!")]
    [InlineData("<@U0BOT> lgtm")]
    [InlineData("ship it :rocket:")]
    [InlineData("+1")]
    [InlineData(":heavy_check_mark: :partying_face:")]
    [InlineData("🥳👌🏻")]
    public void Praise_is_praise(string text) => Assert.IsType<ReplyText.Praise>(ReplyText.Read(text, "U0BOT"));

    [Theory]
    [InlineData("// what do you think?")]
    [InlineData("  //")]
    [InlineData("<@U0BOB> can you look?")]
    [InlineData("<@U0BOB|bob> can you look?")]
    [InlineData("<@U0BOT> <@U0BOB> can you look?")]
    [InlineData("<!here> look")]
    [InlineData("<!subteam^S1|@leads> look")]
    [InlineData("<@U0BOT> // not for you")]
    [InlineData("<@U0BOT>")]
    [InlineData("")]
    [InlineData(null)]
    public void Conversations_between_people_are_ignored(string? text) => Assert.IsType<ReplyText.ForPeople>(ReplyText.Read(text, "U0BOT"));

    [Theory]
    [InlineData("nice, but rename it", "nice, but rename it")]
    [InlineData("lgtm except the tests", "lgtm except the tests")]
    [InlineData("not good", "not good")]
    [InlineData("<@U0BOT>: use a &lt;List&gt;", "use a <List>")]
    [InlineData("see <https://example.com/x|this>", "see https://example.com/x")]
    [InlineData("ask <@U0BOB> how", "ask <@U0BOB> how")]
    [InlineData("https://example.com // slashes", "https://example.com // slashes")]
    [InlineData("@Nullable on the parameter, please", "@Nullable on the parameter, please")]
    [InlineData("<@U0BOT> @Override is missing", "@Override is missing")]
    [InlineData("Write – and “quotes”, not - and \"quotes\"", "Write – and “quotes”, not - and \"quotes\"")]
    [InlineData("Rename —help", "Rename —help")]
    public void Everything_else_is_feedback_for_the_agent(string text, string said) =>
        Assert.Equal(said, Assert.IsType<ReplyText.ForAgent>(ReplyText.Read(text, "U0BOT")).Text);

    [Theory]
    [InlineData("no", true)]
    [InlineData("Nope.", true)]
    [InlineData("👎", false)]
    [InlineData("cancel it", false)]
    [InlineData("STOP!", false)]
    public void A_bare_refusal_is_not_feedback(string text, bool isAnswer) =>
        Assert.Equal(isAnswer, Assert.IsType<ReplyText.BareRefusal>(ReplyText.Read(text, "U0BOT")).IsAnswer);

    [Theory]
    [InlineData("no, use a transaction")]
    [InlineData("stop using globals")]
    public void A_refusal_with_a_wish_is_feedback(string text) => Assert.IsType<ReplyText.ForAgent>(ReplyText.Read(text, "U0BOT"));
}
