namespace SlackClaudeBot.Tests.Programs;

/// <summary>The output of the command line.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("settings --format xml", "--format is list, env or markdown, not xml.")]
    [InlineData("temporal --port 99999", "--port must be a number from 0 to 65535, not '99999'.")]
    [InlineData("temporal --port many", "--port must be a number from 0 to 65535, not 'many'.")]
    [InlineData("--page-port 99999", "--page-port is a whole number from 1 to 65535, not 99999.")]
    [InlineData("srve", "srve")]
    [InlineData("check --fixx", "fixx")]
    public async Task A_mistake_is_answered_in_words(string arguments, string words)
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(new Dictionary<string, string>(), arguments);

        Assert.Equal(64, exitCode);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.DoesNotContain("SlackClaudeBot.Cli", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_in_a_file_have_no_escape_sequences()
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(new Dictionary<string, string> { ["TERM"] = "xterm-256color" }, "settings");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("SLACK_BOT_TOKEN", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task The_version_names_the_commit()
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(new Dictionary<string, string>(), "--version");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\+[0-9a-f]{7,40}\s*$", output);
    }
}
