using System.Net;
using Newtonsoft.Json;
using NSubstitute;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Inbound;

/// <summary>Slash commands do not work in threads: a mention and a verb do, from Slack's request to the answer.</summary>
public sealed class ThreadCommandTests
{
    private const string OtherThread = "1700000000.000777";

    [Theory]
    [InlineData("status", "Checkout crashes", null)]
    [InlineData("list", "The tasks of this channel", null)]
    [InlineData("help", "Hand a bug to Claude", null)]
    [InlineData("approve", "is approved", SignalNames.Approve)]
    [InlineData("reject use a transaction", "is rejected with your feedback", SignalNames.Reject)]
    [InlineData("cancel", "is being cancelled", SignalNames.Cancel)]
    [InlineData("stop", "is being cancelled", SignalNames.Cancel)]
    [InlineData("pause", "pauses before its next step", SignalNames.Pause)]
    public async Task A_mention_with_a_verb_in_a_tasks_thread_is_a_command_about_that_task_and_runs_once(string verb, string answer, string? signal)
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.WithCard().WithOpen(TaskStates.Waiting(), TaskStates.Of(WorkStatus.Running, "0000000001"));

        await DeliverAsync(host, $"<@{SlackFixture.BotUser}> {verb}", TaskStates.CardTs);

        Assert.Contains(answer, Assert.Single(host.Fixture.Ephemerals), StringComparison.Ordinal);
        Assert.Equal(signal is null ? [] : [signal], host.Fixture.Signals);
    }

    [Theory]
    [InlineData(TaskStates.CardTs)]
    [InlineData(OtherThread)]
    [InlineData(null)]
    public async Task A_mention_with_fix_and_a_repository_starts_a_task_in_any_thread_and_in_the_channel(string? threadTs)
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.WithCard().WithCard(threadTs: OtherThread, postedBy: "U0ANY").With(TaskStates.Waiting());

        await DeliverAsync(host, $"<@{SlackFixture.BotUser}> fix acme/shop The total is wrong", threadTs);

        await host.Fixture.Tasks.Received(1).StartAsync(Arg.Is<TaskRequest>(task => task.Title == "The total is wrong"), Arg.Any<CancellationToken>());
        Assert.Empty(host.Fixture.Signals);
    }

    [Fact]
    public async Task A_mention_that_goes_on_as_a_sentence_is_feedback()
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.WithCard().With(TaskStates.Waiting());

        await DeliverAsync(host, $"<@{SlackFixture.BotUser}> status codes must be 404 here", TaskStates.CardTs);

        Assert.Equal([SignalNames.Reply], host.Fixture.Signals);
    }

    /// <summary>Delivers a message as Slack does: as a message and as a mention, and the mention once more.</summary>
    private static async Task DeliverAsync(SlackHost host, string text, string? threadTs)
    {
        foreach (var type in new[] { "message", "app_mention", "app_mention" })
        {
            var body = JsonConvert.SerializeObject(new
            {
                type = "event_callback",
                event_id = $"E-{type}",
                @event = new { type, channel = TaskStates.Channel, channel_type = "channel", user = "U0ANY", ts = "1700000005.000100", thread_ts = threadTs, text },
            });
            Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("event", body));
        }
    }
}
