using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Slack.Diffs;

namespace SlackClaudeBot.Slack.Tests.Diffs;

public sealed class DiffLinksTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void Nothing_is_removed_that_a_link_may_still_show(int seconds, bool isValid)
    {
        var options = new ArtifactOptions { Retention = DiffLinks.Lifetime + TimeSpan.FromSeconds(seconds) };

        Assert.Equal(isValid, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }
}
