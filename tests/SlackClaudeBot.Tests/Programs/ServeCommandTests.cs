using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>Starts that do not go as they should.</summary>
public sealed partial class ServeCommandTests
{
    [Fact]
    public async Task A_Temporal_service_that_does_not_answer_is_waited_for_with_one_line()
    {
        await using var program = ProgramProcess.Start(DeadWorld.Settings(("TEMPORAL_ADDRESS", DeadWorld.Nowhere)), "serve");

        await program.WaitForAsync($"Waiting for Temporal at {DeadWorld.Nowhere} (TEMPORAL_ADDRESS). The Temporal service at {DeadWorld.Nowhere} does not answer: Connection refused");
        await program.StopAsync();

        Assert.Equal(0, program.ExitCode);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
        Assert.Single(Lines(program.Output));
    }

    [Fact]
    public async Task An_address_in_use_ends_the_start_with_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (exitCode, output) = await ProgramProcess.RunAsync(DeadWorld.Settings(("LISTEN", $"http://{taken.LocalEndpoint}")), "serve");

        Assert.Equal(1, exitCode);
        Assert.EndsWith($"The program cannot listen on http://{taken.LocalEndpoint}: another program uses this port. Set LISTEN to an address of this machine that is free.\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_worker_without_a_Docker_engine_warns_and_is_not_ready() =>
        AssertNotReadyAsync(DeadWorld.Settings(), "The Docker engine at unix:///no/such/docker.sock does not answer");

    [TheoryWith(Need.Docker)]
    [InlineData("SANDBOX_IMAGE", "slackclaudebot-no-such-image", "The Docker engine has no image slackclaudebot-no-such-image")]
    [InlineData("SANDBOX_NETWORK", "host", "The Docker network host is not a bridge")]
    public Task A_worker_without_a_usable_image_or_network_warns_and_is_not_ready(string name, string value, string reason) =>
        AssertNotReadyAsync(DeadWorld.Settings(("DOCKER_HOST", Needs.DockerHost!), (name, value)), reason);

    private static async Task AssertNotReadyAsync(Dictionary<string, string> settings, string reason)
    {
        await using var program = ProgramProcess.Start(settings, "serve");

        await program.WaitForAsync("Tasks will wait for a sandbox. " + reason);
        await program.WaitForAsync("SlackClaudeBot listens on");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(Address().Match(program.Output).Groups[1].Value), "/health/ready"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("sandboxes: Unhealthy. " + reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"SlackClaudeBot listens on (http://\S+)")]
    private static partial Regex Address();
}
