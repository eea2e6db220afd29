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
    public void A_line_gives_a_value(string line, string expected) => Assert.Equal(expected, DotEnvFile.Parse([line]).Values["A"]);

    [Theory]
    [InlineData("# A=1")]
    [InlineData("")]
    public void Comments_and_empty_lines_give_none(string line)
    {
        var file = DotEnvFile.Parse([line]);

        Assert.Empty(file.Values);
        Assert.Empty(file.Problems);
    }

    [Theory]
    [InlineData("nothing here")]
    [InlineData("=1")]
    [InlineData("A=\"never closed")]
    public void Other_lines_are_problems(string line)
    {
        var file = DotEnvFile.Parse(["", line]);

        Assert.Empty(file.Values);
        Assert.Equal("line 2 of .env", Assert.Single(file.Problems).Name);
    }

    [Fact]
    public void A_quoted_value_may_have_several_lines()
    {
        var file = DotEnvFile.Parse(["KEY=\"-----BEGIN RSA PRIVATE KEY-----", "abc=", "-----END RSA PRIVATE KEY-----\"", "B=2"]);

        Assert.Equal("-----BEGIN RSA PRIVATE KEY-----\nabc=\n-----END RSA PRIVATE KEY-----", file.Values["KEY"]);
        Assert.Equal("2", file.Values["B"]);
    }

    [Fact]
    public void A_missing_file_sets_nothing() => Assert.Empty(DotEnvFile.Read(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).Values);
}
