using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Slack.Tests.Messages;

public sealed class NotificationActivitiesTests : IDisposable
{
    private static readonly MessageAddress _root = new("C024BE91L", "1700000000.000000");

    private readonly SlackStandIn _slack = new();
    private readonly ServiceProvider _services;

    public NotificationActivitiesTests() => _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(_slack.Client())
        .AddSingleton(new SlackOptions { Approvers = "U0BOSS, U0LEAD" })
        .AddSingleton(new DataDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())))
        .AddNotifications()
        .BuildServiceProvider();

    private NotificationActivities Activities => _services.GetRequiredService<NotificationActivities>();

    [Fact]
    public async Task A_retried_post_of_the_card_finds_the_first_one()
    {
        var card = Samples.Plain.Card(WorkStatus.Pending);
        _slack.LosesAnswer = true;
        await Assert.ThrowsAsync<ApplicationFailureException>(() => RunAsync(1, () => Activities.PostTaskCardAsync(card)));
        _slack.LosesAnswer = false;

        var found = await RunAsync(2, () => Activities.PostTaskCardAsync(card));

        Assert.Equal("1700000000.000000", found.Timestamp);
        var posted = Assert.Single(_slack.Messages);
        Assert.Equal(("claude_task", "fix-1a2b3c4d5e"), ((string)posted["metadata"]!["event_type"]!, (string)posted["metadata"]!["event_payload"]!["workflow_id"]!));
    }

    [Fact]
    public async Task A_retried_post_in_the_thread_finds_its_own_message_only()
    {
        await RunAsync(1, () => Activities.PostStageSummaryAsync(_root, Samples.Plain.Summary()));
        var again = await RunAsync(2, () => Activities.PostStageSummaryAsync(_root, Samples.Plain.Summary()));
        var next = await RunAsync(2, () => Activities.PostStageSummaryAsync(_root, Samples.Plain.Summary() with { Key = Samples.Key with { Attempt = 2 } }));
        var other = await RunAsync(2, () => Activities.PostStageSummaryAsync(_root, Samples.Plain.Summary() with { Key = Samples.Key with { WorkflowId = "fix-other" } }));

        Assert.Equal(["1700000000.000000", "1700000000.000001", "1700000000.000002"], [again.Timestamp, next.Timestamp, other.Timestamp]);
        Assert.All(_slack.Messages, m => Assert.Equal(_root.Timestamp, (string)m["thread_ts"]!));
    }

    [Fact]
    public async Task A_first_attempt_asks_Slack_nothing_beside()
    {
        await RunAsync(1, () => Activities.PostThreadMessageAsync(_root, Samples.Plain.Line(ThreadMessageKind.Note)));

        Assert.Equal(["chat.postMessage"], _slack.Calls);
    }

    [Fact]
    public async Task A_reply_is_marked_once_however_often_it_is_tried()
    {
        var reply = new MessageAddress("C024BE91L", "1700000009.000100");

        await RunAsync(1, () => DoneAsync(Activities.AddNotedReactionAsync(reply)));
        await RunAsync(2, () => DoneAsync(Activities.AddNotedReactionAsync(reply)));

        Assert.Equal(["memo C024BE91L 1700000009.000100"], _slack.Reactions);
    }

    [Fact]
    public async Task Ephemeral_messages_go_to_one_person_in_the_thread()
    {
        await RunAsync(1, () => DoneAsync(Activities.PostEphemeralAsync(new EphemeralMessage(_root, "U024BE7LH", "Not yours to decide."))));

        var whisper = Assert.Single(_slack.Whispers);
        Assert.Equal(("U024BE7LH", _root.Channel, _root.Timestamp), ((string?)whisper["user"], (string?)whisper["channel"], (string?)whisper["thread_ts"]));
        Assert.Empty(_slack.Messages);
    }

    [Fact]
    public async Task Display_names_are_used_and_looked_up_once()
    {
        _slack.Users["U1"] = new() { ["name"] = "ada", ["real_name"] = "Ada Lovelace", ["profile"] = new JObject { ["display_name"] = "countess" } };
        _slack.Users["U2"] = new() { ["name"] = "grace", ["real_name"] = "Grace Hopper", ["profile"] = new JObject { ["display_name"] = "" } };

        await RunAsync(1, () => Activities.LookUpThreadAsync(_root, ["U1", "U2", "U3"]));
        var facts = await RunAsync(1, () => Activities.LookUpThreadAsync(_root, ["U1", "U2", "U3"]));

        Assert.Equal(new Dictionary<string, string> { ["U1"] = "countess", ["U2"] = "Grace Hopper" }, facts.Names);
        Assert.Equal("https://acme.slack.example/archives/C024BE91L/p1700000000000000", facts.Permalink);
        Assert.Equal(3, _slack.Calls.Count(c => c == "users.info"));
    }

    [Fact]
    public async Task Without_the_scope_to_ask_for_names_there_are_none()
    {
        _slack.Refuse("missing_scope");

        var facts = await RunAsync(1, () => Activities.LookUpThreadAsync(_root, ["U1"]));

        Assert.Empty(facts.Names);
        Assert.NotNull(facts.Permalink);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out_as_Slack_asks()
    {
        _slack.Fail(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(37));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => RunAsync(1, () => Activities.PostThreadMessageAsync(_root, Samples.Plain.Line(ThreadMessageKind.Note))));

        Assert.Equal((TimeSpan.FromSeconds(37), false), (failure.NextRetryDelay, failure.NonRetryable));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_Slack_that_is_down_is_asked_again(HttpStatusCode status)
    {
        _slack.Fail(status);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => RunAsync(1, () => Activities.PostThreadMessageAsync(_root, Samples.Plain.Line(ThreadMessageKind.Note))));

        Assert.False(failure.NonRetryable);
    }

    [Theory]
    [InlineData("channel_not_found", "/invite")]
    [InlineData("not_in_channel", "/invite")]
    [InlineData("invalid_auth", "SLACK_BOT_TOKEN")]
    [InlineData("thread_not_found", "deleted")]
    [InlineData("user_not_in_channel", "left the channel")]
    [InlineData("restricted_action_read_only_channel", "does not let the bot post")]
    public async Task A_failure_that_needs_a_person_is_reported_and_not_retried(string error, string advice)
    {
        _slack.Refuse(error);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => RunAsync(1, () => Activities.PostTaskCardAsync(Samples.Plain.Card(WorkStatus.Pending))));

        Assert.Equal((FailureTypes.InvalidRequest, true), (failure.ErrorType, failure.NonRetryable));
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflows_card_drops_reports_that_wait()
    {
        var edits = _services.GetRequiredService<CardEdits>();
        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running) with { Detail = "first" });
        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running) with { Detail = "second" });

        await RunAsync(1, async () =>
        {
            await Activities.UpdateTaskCardAsync(_root, Samples.Plain.Card(WorkStatus.Testing));
            return true;
        });

        Assert.InRange(_slack.Updates.Count, 1, 2);
        Assert.Contains("Testing", (string)_slack.Updates[^1]["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pause_between_edits_is_not_longer_after_the_clock_was_set_back()
    {
        var clock = new RecordingTimeProvider();
        var edits = new CardEdits(_services.GetRequiredService<SlackMessages>(), clock, NullLogger<CardEdits>.Instance);
        _slack.Meanwhile = () => clock.Offset = TimeSpan.FromHours(-2);

        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running));
        var pause = await clock.Pauses.Reader.ReadAsync();
        await edits.DropAsync(_root);

        Assert.Equal(CardEdits.Interval, pause);
    }

    [Fact]
    public async Task Many_cards_share_the_edits_that_Slack_allows()
    {
        var clock = new RecordingTimeProvider();
        var edits = new CardEdits(_services.GetRequiredService<SlackMessages>(), clock, NullLogger<CardEdits>.Instance);
        MessageAddress[] cards = [.. Enumerable.Range(0, 20).Select(number => _root with { Timestamp = $"1700000000.{number:000000}" })];
        var pause = TimeSpan.Zero;

        foreach (var card in cards)
        {
            edits.EditSoon(card, Samples.Plain.Card(WorkStatus.Running));
            edits.EditSoon(card, Samples.Plain.Card(WorkStatus.Running));
            pause = await clock.Pauses.Reader.ReadAsync();
        }

        foreach (var card in cards)
        {
            await edits.DropAsync(card);
        }

        Assert.Equal(TimeSpan.FromSeconds(30), pause);
    }

    [Fact]
    public async Task A_report_that_Slack_answers_with_nonsense_does_not_reach_the_agents_run()
    {
        var edits = _services.GetRequiredService<CardEdits>();
        var asked = new TaskCompletionSource();
        _slack.Meanwhile = asked.SetResult;
        _slack.AnswerNonsense();

        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running));
        await asked.Task;

        await edits.DropAsync(_root);
    }

    public void Dispose()
    {
        _services.Dispose();
        _slack.Dispose();
    }

    private static async Task<bool> DoneAsync(Task activity)
    {
        await activity;
        return true;
    }

    private static Task<T> RunAsync<T>(int attempt, Func<Task<T>> activity) =>
        new ActivityEnvironment { Info = ActivityEnvironment.DefaultInfo with { Attempt = attempt } }.RunAsync(activity);

    /// <summary>Keeps the pauses that were asked for.</summary>
    private sealed class RecordingTimeProvider() : SettableTimeProvider(Samples.StartedAt)
    {
        public Channel<TimeSpan> Pauses { get; } = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Writer.TryWrite(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
