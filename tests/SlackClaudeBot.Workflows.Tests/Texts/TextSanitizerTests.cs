using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Tests.Texts;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("a\u0000b\u001B[31mc\u0007", "ab[31mc")]
    [InlineData("user\u202Etxt.exe", "usertxt.exe")]
    [InlineData("a\u2066b\u2069c\u200Fd", "abcd")]
    [InlineData("one\r\ntwo\u2028three", "one\ntwo\nthree")]
    [InlineData("  spaced  ", "spaced")]
    [InlineData(null, "")]
    public void Deceptive_characters_are_removed_from_lines(string? text, string expected) => Assert.Equal(expected, TextSanitizer.MultiLine(text, 100));

    [Theory]
    [InlineData("one\r\n\ttwo   three\n", "one two three")]
    [InlineData("\n\n", "")]
    public void One_line_has_no_breaks(string text, string expected) => Assert.Equal(expected, TextSanitizer.SingleLine(text, 100));

    [Fact]
    public void Cut_text_is_marked_and_splits_no_character()
    {
        Assert.Equal("abc…", TextSanitizer.MultiLine("abcdefgh", 4));
        Assert.Equal("ab…", TextSanitizer.MultiLine("ab😀😀", 4));
        Assert.Equal("abcd", TextSanitizer.MultiLine("abcd", 4));
        Assert.Equal("a\tb…", TextSanitizer.Cut("a\tb \tc", 5));
    }

    [Fact]
    public void Broken_surrogates_are_replaced() => Assert.Equal("a\uFFFDb", TextSanitizer.MultiLine("a\uD83Db", 10));
}
