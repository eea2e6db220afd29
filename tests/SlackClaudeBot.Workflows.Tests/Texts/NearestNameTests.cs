using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Tests.Texts;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("mian", "main")]
    [InlineData("Develop", "develop")]
    [InlineData("relase/1.0", "release/1.0")]
    [InlineData("release/3.0", "release/1.0")]
    [InlineData("something-else", null)]
    [InlineData("xy", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_found(string typed, string? expected) =>
        Assert.Equal(expected, NearestName.Find(typed, ["main", "develop", "release/1.0", "release/2.0"]));

    [Theory]
    [InlineData("aprov", "approve")]
    [InlineData("banana", null)]
    public void Fewer_letters_may_be_wrong(string typed, string? expected) => Assert.Equal(expected, NearestName.Find(typed, ["approve", "cancel"], maxDistance: 2));

    [Fact]
    [Trait("Category", "Hostile")]
    public void Endless_names_are_not_compared() => Assert.Null(NearestName.Find(new string('a', 1_000_000), [new string('a', 1_000_001)]));
}
