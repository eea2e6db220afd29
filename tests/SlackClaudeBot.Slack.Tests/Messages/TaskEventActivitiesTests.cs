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
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Slack.Tests.Messages;

public sealed class TaskEventActivitiesTests : IDisposable
{
    private static readonly MessageAddress _root = new("C024BE91L", "1700000000.000000");

    private static readonly DecisionIgnored _note = new(Samples.Key, "not-taken:FeedbackFirst", "Undo it first.", "U024BE7LH");

    private readonly SlackStandIn _slack = new();
    private readonly ServiceProvider _services;

    public TaskEventActivitiesTests() => _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(_slack.Client())
        .AddSingleton(new SlackOptions { Approvers = "U0BOSS, U0LEAD" })
        .AddSingleton(new DataDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())))
        .AddNotifications()
        .BuildServiceProvider();

    private TaskEventActivities Activities => _services.GetRequiredService<TaskEventActivities>();

    [Fact]
    public async Task A_retried_post_of_the_card_finds_the_first_one()
    {
        var card = Samples.Plain.Card(WorkStatus.Pending);
        _slack.LosesAnswer = true;
        await Assert.ThrowsAsync<ApplicationFailureException>(() => RunAsync(1, () => PublishAsync(new TaskOpened(card))));
        _slack.LosesAnswer = false;

        var found = await RunAsync(2, () => PublishAsync(new TaskOpened(card)));

        Assert.Equal(new Projection("C024BE91L/1700000000.000000", "https://slack.com/archives/C024BE91L/p1700000000000000"), found);
        var posted = Assert.Single(_slack.Messages);
        Assert.Equal(("claude_task", "fix-1a2b3c4d5e"), ((string)posted["metadata"]!["event_type"]!, (string)posted["metadata"]!["event_payload"]!["workflow_id"]!));
    }

    [Fact]
    public async Task A_retried_post_in_the_thread_finds_its_own_message_only()
    {
        await RunAsync(1, () => PublishAsync(new ReviewOpened(Samples.Plain.Summary())));
        var again = await RunAsync(2, () => PublishAsync(new ReviewOpened(Samples.Plain.Summary())));
        var next = await RunAsync(2, () => PublishAsync(new ReviewOpened(Samples.Plain.Summary() with { Key = Samples.Key with { Attempt = 2 } })));
        var other = await RunAsync(2, () => PublishAsync(new ReviewOpened(Samples.Plain.Summary()), workflowId: "fix-other"));

        Assert.Equal(["1700000000.000000", "1700000000.000001", "1700000000.000002"], new[] { again, next, other }.Select(place => MessageAddress.Parse(place?.Id).Timestamp));
        Assert.All(_slack.Messages, m => Assert.Equal(_root.Timestamp, (string)m["thread_ts"]!));
    }

    [Fact]
    public async Task A_first_attempt_asks_Slack_nothing_beside()
    {
        await RunAsync(1, () => PublishAsync(_note));

        Assert.Equal(["chat.postMessage"], _slack.Calls);
    }

    [Fact]
    public async Task A_reply_is_marked_once_however_often_it_is_tried()
    {
        var reply = new MessageAddress("C024BE91L", "1700000009.000100");

        await RunAsync(1, () => PublishAsync(Received(ReplyDisposition.Note, reply)));
        await RunAsync(2, () => PublishAsync(Received(ReplyDisposition.Note, reply)));

        Assert.Equal(["memo C024BE91L 1700000009.000100"], _slack.Reactions);
    }

    [Theory]
    [InlineData(ReplyDisposition.Praise, "click Approve")]
    [InlineData(ReplyDisposition.Refused, "not yours to decide, so I did not take it. Those who may: <@U0BOSS>.")]
    public async Task What_became_of_a_reply_only_its_author_reads_in_the_thread(ReplyDisposition takenAs, string said)
    {
        Assert.Null(await RunAsync(1, () => PublishAsync(Received(takenAs, new MessageAddress("C024BE91L", "1700000009.000100")))));

        var whisper = Assert.Single(_slack.Whispers);
        Assert.Equal(("U024BE7LH", _root.Channel, _root.Timestamp), ((string?)whisper["user"], (string?)whisper["channel"], (string?)whisper["thread_ts"]));
        Assert.Contains(said, (string)whisper["text"]!, StringComparison.Ordinal);
        Assert.Empty(_slack.Messages);
    }

    [Fact]
    public async Task Later_events_of_a_review_edit_its_message()
    {
        var opened = await RunAsync(1, () => PublishAsync(new ReviewOpened(Samples.Plain.Summary())));
        var changed = await RunAsync(1, () => PublishAsync(new ReviewChanged(Samples.Plain.Summary(DecisionKind.Approved)), earlier: opened));

        Assert.Equal(opened, changed);
        Assert.Single(_slack.Messages);
        var edit = Assert.Single(_slack.Updates);
        Assert.Equal(MessageAddress.Parse(opened?.Id).Timestamp, (string?)edit["ts"]);
        Assert.Contains("\"Approve\"", _slack.Messages[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"Approve\"", edit.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_its_requester_ended_gets_no_line_at_its_end()
    {
        var task = Samples.Plain.Card(WorkStatus.Cancelled);

        Assert.Null(await RunAsync(1, () => PublishAsync(new TaskEnded(task, null, task.Requester))));
        Assert.Empty(_slack.Calls);
        Assert.NotNull(await RunAsync(1, () => PublishAsync(new TaskEnded(task, null, "U0BOSS"))));
        Assert.Single(_slack.Messages);
    }

    [Theory]
    [InlineData("place-1")]
    [InlineData("C024BE91L/")]
    [InlineData("C024BE91L/1/2")]
    public async Task A_place_that_is_no_message_is_not_tried_again(string id)
    {
        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => RunAsync(1, () => PublishAsync(_note, earlier: new Projection(id))));

        Assert.Equal((FailureTypes.InvalidRequest, true), (failure.ErrorType, failure.NonRetryable));
        Assert.Empty(_slack.Calls);
    }

    [Fact]
    public async Task Display_names_are_used_and_looked_up_once()
    {
        _slack.Users["U1"] = new() { ["name"] = "ada", ["real_name"] = "Ada Lovelace", ["profile"] = new JObject { ["display_name"] = "countess" } };
        _slack.Users["U2"] = new() { ["name"] = "grace", ["real_name"] = "Grace Hopper", ["profile"] = new JObject { ["display_name"] = "" } };

        await RunAsync(1, () => Activities.FindDiscussionAsync(_root.ToProjection(), ["U1", "U2", "U3"]));
        var facts = await RunAsync(1, () => Activities.FindDiscussionAsync(_root.ToProjection(), ["U1", "U2", "U3"]));

        Assert.Equal(new Dictionary<string, string> { ["U1"] = "countess", ["U2"] = "Grace Hopper" }, facts.Names);
        Assert.Equal("https://acme.slack.example/archives/C024BE91L/p1700000000000000", facts.Url);
        Assert.Equal(3, _slack.Calls.Count(c => c == "users.info"));
    }

    [Fact]
    public async Task Without_the_scope_to_ask_for_names_there_are_none()
    {
        _slack.Refuse("missing_scope");

        var facts = await RunAsync(1, () => Activities.FindDiscussionAsync(_root.ToProjection(), ["U1"]));

        Assert.Empty(facts.Names);
        Assert.NotNull(facts.Url);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out_as_Slack_asks()
    {
        _slack.Fail(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(37));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => RunAsync(1, () => PublishAsync(_note)));

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
            () => RunAsync(1, () => PublishAsync(_note)));

        Assert.False(failure.NonRetryable);
    }

    [Theory]
    [InlineData("channel_not_found", "/invite")]
    [InlineData("not_in_channel", "/invite")]
    [InlineData("invalid_auth", "SLACK_BOT_TOKEN")]
    [InlineData("thread_not_found", "deleted")]
    [InlineData("invalid_thread_ts", "not one of this channel")]
    [InlineData("user_not_in_channel", "left the channel")]
    [InlineData("restricted_action_read_only_channel", "does not let the bot post")]
    public async Task A_failure_that_needs_a_person_is_reported_and_not_retried(string error, string advice)
    {
        _slack.Refuse(error);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => RunAsync(1, () => PublishAsync(new TaskOpened(Samples.Plain.Card(WorkStatus.Pending)))));

        Assert.Equal((FailureTypes.InvalidRequest, true), (failure.ErrorType, failure.NonRetryable));
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflows_card_drops_reports_that_wait()
    {
        var edits = _services.GetRequiredService<CardEdits>();
        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running) with { Detail = "first" });
        edits.EditSoon(_root, Samples.Plain.Card(WorkStatus.Running) with { Detail = "second" });

        await RunAsync(1, () => PublishAsync(new TaskChanged(Samples.Plain.Card(WorkStatus.Testing))));

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

    private Task<Projection?> PublishAsync(TaskEvent taskEvent, Projection? earlier = null, string workflowId = "fix-1a2b3c4d5e") => Activities.PublishTaskEventAsync(new()
    {
        WorkflowId = workflowId,
        Event = taskEvent,
        Task = taskEvent is TaskOpened ? null : _root.ToProjection(),
        Earlier = earlier,
    });

    private static ReplyReceived Received(ReplyDisposition takenAs, MessageAddress reply) => new("Ev42", "U024BE7LH", reply.Id, takenAs, "<@U0BOSS>");

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
