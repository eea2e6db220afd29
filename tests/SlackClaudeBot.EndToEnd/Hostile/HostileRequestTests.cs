using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using Temporalio.Client;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Sends the running program everything that strangers can send and people can type.</summary>
[Trait("Category", "Hostile")]
[Collection(Alone.Name)]
public sealed class HostileRequestTests(ITestOutputHelper output)
{
    private const int Requests = 1_200;

    // As many at a time as Slack has connections to a small app.
    private const int AtOnce = 4;

    [Fact]
    public async Task No_bad_request_starts_anything_or_ends_the_program_and_people_are_answered()
    {
        // No agent is started here, but without its program the bot is not ready.
        await using var world = await World.StartAsync(settings: s => (s["SANDBOX"], s["CLAUDE_PROGRAM"]) = ("process", "true"));
        var temporal = await TemporalClient.ConnectAsync(world.TemporalConnection());
        var hostile = new HostileRequests(world);
        output.WriteLine($"HOSTILE_SEED={hostile.Seed}");
        using var judge = new Judge(world);
        var problems = new ConcurrentQueue<string>();
        var kinds = new ConcurrentDictionary<string, int>();

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var request = hostile.Make(number);
            kinds.AddOrUpdate(request.Kind, 1, (_, count) => count + 1);
            if (await judge.SendAsync(request) is { } problem)
            {
                problems.Enqueue($"request {number}, {problem}");
            }
        });
        await HangUpAsync(world.Bot.Address);

        output.WriteLine(string.Join('\n', kinds.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Value,5} {k.Key}")));
        Assert.True(problems.IsEmpty, $"HOSTILE_SEED={hostile.Seed}: {problems.Count} wrong.\n{string.Join('\n', problems.Take(20))}\nThe program's log:\n{Tail(world.Bot.Log)}");
        Assert.Equal(0, (await temporal.CountWorkflowsAsync("")).Count);
        Assert.DoesNotContain(world.Slack.Messages, m => m.EphemeralFor is null);
        Assert.Empty(world.GitHub.Requests.All);
        var whispers = world.Slack.Messages.Where(m => m.EphemeralFor is not null).ToList();
        Assert.Equal(kinds["signed mention"], whispers.Count);
        Assert.All(whispers, m => Assert.Null(Judge.Problem(m.VisibleText)));
        Assert.DoesNotContain("Unhandled exception", world.Bot.Log, StringComparison.Ordinal);

        // The same program still works, and a task that is started is counted.
        await AssertWorksAsync(world, judge, hostile);
        Assert.Equal(1, (await temporal.CountWorkflowsAsync("")).Count);
    }

    private static async Task AssertWorksAsync(World world, Judge judge, HostileRequests hostile)
    {
        using var http = new HttpClient();
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri(world.Bot.Address, "/health/ready")));
        var task = await world.FixAsync(SmallFix.Command);
        await task.ClickAsync(task.Root, ActionIds.Cancel);
        await task.EndsAsync("cancelled");
        Assert.Null(await judge.SendAsync(hostile.Command("help", Requests)));
    }

    /// <summary>Promises a body and hangs up in the middle, and promises headers and sends none.</summary>
    private static async Task HangUpAsync(Uri address)
    {
        foreach (var part in new[] { "POST /slack/command HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntext=", "POST /slack/ev", "\0\0\0\0", "GET / HTTP/9.9\r\n\r\n" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(part));
        }
    }

    private static string Tail(string log) => log.Length <= 4_000 ? log : log[^4_000..];
}
