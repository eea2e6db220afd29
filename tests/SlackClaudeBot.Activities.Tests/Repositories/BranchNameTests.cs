using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public class BranchNameTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("fix/claude-1a2b")]
    [InlineData("release/1.2.x")]
    [InlineData("feature/ünïcode")]
    [InlineData("a@b")]
    public void Names_that_git_accepts_are_accepted(string name)
    {
        Assert.True(BranchName.IsValid(name));
        World.Shell(Path.GetTempPath(), "check-ref-format", $"refs/heads/{name}");
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("")]
    [InlineData("-d")]
    [InlineData("--upload-pack=x")]
    [InlineData("/main")]
    [InlineData("main/")]
    [InlineData("main.")]
    [InlineData("a..b")]
    [InlineData("a//b")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a.LOCK")]
    [InlineData("a.lock/b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\0b")]
    [InlineData("a~1")]
    [InlineData("a^")]
    [InlineData("a:b")]
    [InlineData("a?")]
    [InlineData("a*")]
    [InlineData("a[b")]
    [InlineData("a\\b")]
    [InlineData("a@{1}")]
    [InlineData("@")]
    [InlineData("HEAD")]
    public void Names_that_git_or_an_option_parser_could_misread_are_refused(string name) => Assert.False(BranchName.IsValid(name));

    [Fact]
    public void A_name_is_as_long_as_a_file_of_git_may_be()
    {
        Assert.True(BranchName.IsValid(new string('b', 244)));
        Assert.False(BranchName.IsValid(new string('b', 245)));
    }
}
