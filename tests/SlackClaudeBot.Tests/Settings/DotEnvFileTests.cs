using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Tests.Settings;

public sealed class DotEnvFileTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("  A = 1  ", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("A=\"a b # c\"", "a b # c")]
    [InlineData("A='a \\n b'", "a \\n b")]
    [InlineData("A=\"a\\nb\"", "a\nb")]
    [InlineData("A=1 # the first", "1")]
    [InlineData("A=x#y", "x#y")]
    [InlineData("A=", "")]
    public void A_line_gives_a_value(string line, string expected) => Assert.Equal(expected, DotEnvFile.Parse([line])["A"]);

    [Theory]
    [InlineData("# A=1")]
    [InlineData("")]
    [InlineData("nothing here")]
    [InlineData("=1")]
    public void Other_lines_give_none(string line) => Assert.Empty(DotEnvFile.Parse([line]));

    [Fact]
    public void A_missing_file_sets_nothing() => Assert.Empty(DotEnvFile.Read(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
}
