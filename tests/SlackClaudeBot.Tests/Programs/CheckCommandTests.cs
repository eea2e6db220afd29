using System.Net;
using System.Net.Sockets;

namespace SlackClaudeBot.Tests.Programs;

/// <summary><c>check</c> asks everything that the settings name, or says why it does not.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task Nothing_is_fine_if_nothing_answers()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (exitCode, output) = await ProgramProcess.RunAsync(
            DeadWorld.Settings(("LISTEN", $"http://{taken.LocalEndpoint}"), ("TEMPORAL_ADDRESS", DeadWorld.Nowhere), ("DATA_DIR", "/dev/null/data")), "check");

        Assert.Equal(78, exitCode);
        Assert.Matches(@"WRONG\s+DATA_DIR\s+DATA_DIR cannot be used", output);
        Assert.Matches(@"WRONG\s+LISTEN\s+.*another program uses this port", output);
        Assert.Matches(@"WRONG\s+Sandboxes\s+The Docker engine at unix:///no/such/docker.sock does not answer.*there is no file /no/such/docker.sock", output);
        Assert.Matches($@"NO ANSWER\s+Temporal\s+The Temporal service at {DeadWorld.Nowhere} does not answer: Connection refused", output);
        Assert.Matches(@"NO ANSWER\s+Slack", output);
        Assert.Matches(@"NO ANSWER\s+GitHub", output);
        Assert.Matches(@"NO ANSWER\s+Anthropic", output);
    }

    [Fact]
    public async Task Services_that_do_not_answer_are_not_the_fault_of_the_settings()
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(DeadWorld.Settings(("ROLES", "web"), ("TEMPORAL_ADDRESS", DeadWorld.Nowhere)), "check");

        Assert.Equal(69, exitCode);
        Assert.Matches(@"ok\s+DATA_DIR", output);
        Assert.Matches(@"ok\s+LISTEN", output);
        Assert.Matches(@"not asked\s+Sandboxes\s+ROLES has no worker", output);
    }

    [Fact]
    public async Task Without_Slack_the_rest_is_still_asked()
    {
        var settings = new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = "unix:///no/such/docker.sock",
            ["ANTHROPIC_API_KEY"] = "key",
            ["ANTHROPIC_BASE_URL"] = $"http://{DeadWorld.Nowhere}",
        };
        var (exitCode, output) = await ProgramProcess.RunAsync(settings, "check");

        Assert.Equal(69, exitCode);
        Assert.Contains("the program would start the playground", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sets nothing", output, StringComparison.Ordinal);
        Assert.Matches(@"ok\s+DATA_DIR", output);
        Assert.Matches(@"ok\s+Sandboxes\s+plain processes", output);
        Assert.Matches(@"NO ANSWER\s+Anthropic", output);
        Assert.Matches(@"not asked\s+Slack", output);
        Assert.Matches(@"not asked\s+GitHub", output);
        Assert.Matches(@"not asked\s+Temporal\s+TEMPORAL_ADDRESS is not set", output);
    }

    [Fact]
    public async Task A_misspelled_name_in_the_file_is_found()
    {
        var (exitCode, output) = await ProgramProcess.RunAsync(new Dictionary<string, string>(), "check", "APROVERS=U1\nMY_OWN_THING=1\n");

        Assert.Equal(78, exitCode);
        Assert.Contains("APROVERS: is not a setting. Did you mean APPROVERS?", output, StringComparison.Ordinal);
        Assert.Contains("MY_OWN_THING", output, StringComparison.Ordinal);
    }
}
