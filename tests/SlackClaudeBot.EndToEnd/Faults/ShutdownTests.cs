using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Playground.Slack.Delivery;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The program is asked to stop (SIGTERM), as each update of it does.</summary>
[Trait("Category", "Faults")]
[Collection(Alone.Name)]
public sealed class ShutdownTests
{
    private const string ThreadLookUp = "conversations.replies";

    private const string HandsBack = "The worker is shutting down; the run continues";

    /// <summary>The value of <c>SHUTDOWN_TIMEOUT</c>.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    /// <summary>The time that the process needs to exit, in addition to its work.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(10);

    [FactWith(Need.Docker)]
    public async Task It_accepts_no_new_work_sends_acknowledgements_requeues_its_work_and_continues_after_a_start()
    {
        var model = new ModelHold();
        var working = model.SilentAtAsync(SmallFix.Work);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead), SetLimit);
        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(working);

        // A reply is being taken when the signal comes: it is not acknowledged before its thread is known.
        var acknowledge = new TaskCompletionSource();
        var taking = world.Slack.Faults.OnceAsync(ThreadLookUp, new Fault.WaitFor(acknowledge.Task));
        var during = task.Say("Said just before.");
        await world.WaitAsync(taking);
        var stopping = world.Bot.StopAsync(_limit + _margin);
        await RefusesAsync(world.Bot.Address);

        var refused = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        var after = task.Say("// Said while it stops.");

        // Its work is handed back, and no other taken, while the acknowledgement is still on its way.
        await world.Bot.LogsAsync(HandsBack);
        acknowledge.SetResult();
        var took = await stopping;
        var exitCode = world.Bot.ExitCode;
        await world.Bot.DisposeAsync();
        await world.StartBotAsync();
        await world.Slack.WhenDeliveredAsync();
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.False(refused.Answer.IsAcknowledged);
        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, _limit + _margin);
        Assert.Equal(0, Acknowledged(world, during).Retry);
        Assert.InRange(Acknowledged(world, after).Retry, 1, int.MaxValue);
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(task.Summaries);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
    }

    [FactWith(Need.Docker)]
    public async Task It_ends_in_time_even_if_the_expected_answer_never_arrives()
    {
        await using var docker = new DockerRelay();
        await using var world = await World.StartAsync(SmallFix.Model(), s =>
        {
            SetLimit(s);
            s["DOCKER_HOST"] = docker.Address;
        });
        var asked = docker.HoldRequestAsync("POST", "/containers/create");
        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(asked);
        var hung = world.Slack.Faults.OnceAsync(ThreadLookUp, new Fault.Hang());
        task.Say("Something to know.");
        await world.WaitAsync(hung);

        var took = await world.Bot.StopAsync(_limit + _margin);
        var exitCode = world.Bot.ExitCode;
        await world.Bot.DisposeAsync();
        await world.StartBotAsync();
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, _limit + _margin);
        Assert.Single(world.GitHub.PullRequests);
    }

    /// <summary>The one delivery of a message that the program acknowledged. The program's own messages may quote it.</summary>
    private static BotDelivery Acknowledged(World world, SlackMessage message) =>
        Assert.Single(world.Slack.Bot.Deliveries, d => d.Answer.IsAcknowledged && d.Request.Payload["event"]?["ts"]?.GetValue<string>() == message.Ts);

    private static void SetLimit(Dictionary<string, string> settings) => settings["SHUTDOWN_TIMEOUT"] = "20s";

    /// <summary>Waits until it accepts no connections. Running work may take much longer.</summary>
    private static async Task RefusesAsync(Uri address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
        using var patience = new CancellationTokenSource(_limit / 2);
        try
        {
            while (await TakesConnectionsAsync(http, address, patience.Token))
            {
                // It has not heard of the signal yet.
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"It still takes connections {_limit / 2} after the signal.", e);
        }
    }

    private static async Task<bool> TakesConnectionsAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            await http.GetStringAsync(new Uri(address, "/health/live"), cancellationToken);
            return true;
        }
        catch (HttpRequestException e)
        {
            // A connection that was taken at the last moment may be closed without an answer.
            return e.HttpRequestError != HttpRequestError.ConnectionError;
        }
    }
}
