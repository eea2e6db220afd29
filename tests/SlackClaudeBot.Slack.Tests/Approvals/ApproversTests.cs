using NSubstitute;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Testing;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.Approvals;

public sealed class ApproversTests
{
    [Theory]
    [InlineData("anyone", "U0ANY", true)]
    [InlineData("anyone", "U0ASKS", true)]
    [InlineData("not-requester", "U0ANY", true)]
    [InlineData("not-requester", "U0ASKS", false)]
    [InlineData("anyone,not-requester", "U0ASKS", false)]
    [InlineData("U0BOSS", "U0BOSS", true)]
    [InlineData("U0BOSS", "U0ANY", false)]
    [InlineData("<@U0BOSS>, W0CHIEF", "W0CHIEF", true)]
    [InlineData("U0ASKS, not-requester", "U0ASKS", false)]
    [InlineData("S0LEADS", "U0LEAD", true)]
    [InlineData("@S0LEADS", "U0ANY", false)]
    [InlineData("<!subteam^S0LEADS|@leads>,U0BOSS", "U0BOSS", true)]
    [InlineData("S0LEADS,NOT-REQUESTER", "U0ASKS", false)]
    [InlineData("anyone", "", false)]
    public async Task APPROVERS_lists_the_approvers(string setting, string user, bool may)
    {
        var fixture = new SlackFixture(setting);
        fixture.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Is<Dictionary<string, object>>(args => (string)args["usergroup"] == "S0LEADS"), Arg.Any<CancellationToken>())
            .Returns(new UserGroupMembers { Users = ["U0LEAD", "U0ASKS"] });

        Assert.Equal(may, await fixture.Approvers.MayDecideAsync(user, "U0ASKS", CancellationToken.None));
    }

    [Fact]
    public async Task Everyone_is_refused_if_the_requester_is_unknown_but_required() =>
        Assert.False(await new SlackFixture("not-requester").Approvers.MayDecideAsync("U0ANY", requester: null, CancellationToken.None));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("anybody")]
    [InlineData("U0BOSS bob")]
    [InlineData("C0SHOP")]
    [InlineData("@leads")]
    public void A_wrong_setting_is_reported(string setting) => Assert.NotNull(ApproverRules.Problem(setting));

    [Fact]
    public async Task Members_of_a_group_are_asked_for_once_a_minute_however_the_clock_is_set()
    {
        var time = new SettableTimeProvider();
        var fixture = new SlackFixture();
        fixture.Slack.Get<UserGroupMembers>(Arg.Any<string>(), Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>()).Returns(new UserGroupMembers { Users = ["U1"] });
        var groups = new UserGroups(fixture.Slack, fixture.Workspace, time);

        Assert.True(await groups.ContainsAsync("S1", "U1", CancellationToken.None));
        Assert.False(await groups.ContainsAsync("S1", "U2", CancellationToken.None));
        time.Offset = TimeSpan.FromHours(-2);
        time.Advance(TimeSpan.FromSeconds(61));
        await groups.ContainsAsync("S1", "U1", CancellationToken.None);

        await fixture.Slack.Received(2).Get<UserGroupMembers>(Arg.Any<string>(), Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("anyone", "U0GUEST", false)]
    [InlineData("anyone", "U0HOME", true)]
    [InlineData("U0GUEST", "U0GUEST", true)]
    public async Task People_of_other_companies_may_approve_only_if_they_are_named(string approvers, string user, bool may)
    {
        var fixture = new SlackFixture(approvers);
        fixture.Slack.Auth.Test(Arg.Any<CancellationToken>()).Returns(new AuthTestResponse { UserId = SlackFixture.BotUser, TeamId = "T0HOME" });
        fixture.Slack.Get<HomeUsers.UserAnswer>("users.info", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .Returns(new HomeUsers.UserAnswer { User = new() { TeamId = user == "U0HOME" ? "T0HOME" : "T0OTHER" } });

        Assert.Equal(may, await fixture.Approvers.MayDecideAsync(user, "U0ASKS", CancellationToken.None));
    }
}
