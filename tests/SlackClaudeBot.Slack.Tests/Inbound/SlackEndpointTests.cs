using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Inbound;

public sealed class SlackEndpointTests
{
    private const string FixCommand = "command=%2Fclaude&text=fix+acme%2Fshop+Checkout+crashes&trigger_id=1.2.3&user_id=U0ANY&channel_id=C0SHOP&response_url=https%3A%2F%2Fhooks.slack.test%2Fx";

    [Fact]
    public async Task A_signed_command_starts_a_task()
    {
        await using var host = await SlackHost.StartAsync();

        var (status, body) = await host.PostAsync("command", FixCommand);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"response_type\":\"ephemeral\"", body, StringComparison.Ordinal);
        Assert.Contains(TaskId.FromTrigger("1.2.3"), body, StringComparison.Ordinal);
        await host.Fixture.Tasks.Received(1).StartAsync(Arg.Is<TaskRequest>(task => task.Title == "Checkout crashes"), Arg.Any<CancellationToken>());
        Assert.Equal(["command accepted"], host.Counted);
    }

    [Fact]
    public async Task The_very_same_signed_request_again_starts_nothing_more()
    {
        await using var host = await SlackHost.StartAsync();

        var first = await host.PostAsync("command", FixCommand);
        var second = await host.PostAsync("command", FixCommand, change: request => request.Headers.Add("X-Slack-Retry-Num", "1"));

        Assert.Equal(first, second);
        await host.Fixture.Tasks.Received(1).StartAsync(Arg.Any<TaskRequest>(), Arg.Any<CancellationToken>());
        Assert.Equal(["command accepted", "command retried"], host.Counted);
    }

    [Fact]
    public async Task A_click_signals_before_it_is_acknowledged()
    {
        await using var host = await SlackHost.StartAsync();
        var signalled = new TaskCompletionSource<bool>();
        var asked = new TaskCompletionSource();
        host.Fixture.With(TaskStates.Waiting());
        host.Fixture.Tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Approve, Arg.Any<object>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            asked.SetResult();
            return signalled.Task;
        });

        var acknowledged = host.PostAsync("action", Click(ActionIds.Approve));
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(acknowledged.IsCompleted);
        signalled.SetResult(true);

        Assert.Equal((HttpStatusCode.OK, ""), await acknowledged);
    }

    [Fact]
    public async Task A_click_without_permission_is_refused_and_the_task_keeps_waiting()
    {
        await using var host = await SlackHost.StartAsync("U0BOSS");
        host.Fixture.With(TaskStates.Waiting());

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("action", Click(ActionIds.Approve))).Status);

        Assert.Empty(host.Fixture.Signals);
        Assert.Contains("You can't approve", Assert.Single(host.Fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submitted_modal_rejects_and_closes()
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.With(TaskStates.Waiting());

        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("action", Submission()));

        Assert.Equal("again", Assert.IsType<Reject>(host.Fixture.Arguments.Single()).Feedback);
    }

    [Fact]
    public async Task A_modal_that_is_submitted_late_stays_open()
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.With(TaskStates.Of(WorkStatus.Completed));

        var (_, body) = await host.PostAsync("action", Submission());

        Assert.Contains("\"response_action\":\"errors\"", body, StringComparison.Ordinal);
        Assert.Contains("Already decided", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_acknowledged_after_its_signal_is_sent_and_refused_otherwise()
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.WithCard().With(TaskStates.Waiting());
        host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(_ => throw new TimeoutException(), _ => Task.FromResult(true));

        var first = await host.PostAsync("event", Reply);
        var retry = await host.PostAsync("event", Reply, change: request => request.Headers.Add("X-Slack-Retry-Num", "1"));
        var again = await host.PostAsync("event", Reply, change: request => request.Headers.Add("X-Slack-Retry-Num", "2"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, ""), first);
        Assert.Equal((HttpStatusCode.OK, ""), retry);
        Assert.Equal((HttpStatusCode.OK, ""), again);
        await host.Fixture.Tasks.ReceivedWithAnyArgs(2).SignalAsync("", "", "", default);
    }

    [Theory]
    [InlineData("""{"type":"actions","elements":[{"type":"button","action_id":"a","style":"rainbow"}]}""")]
    [InlineData("""{"type":"section","text":{"type":"plain_text","text":"x","emoji":"yes"}}""")]
    [InlineData("7")]
    public async Task An_odd_block_loses_neither_an_event_nor_a_click(string block)
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.WithCard().With(TaskStates.Waiting());

        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("event", Reply.Replace("""{"type":"rich_text","elements":[]}""", block, StringComparison.Ordinal)));
        var click = Uri.UnescapeDataString(Click(ActionIds.Approve)["payload=".Length..]).Replace("\"blocks\":[", $"\"blocks\":[{block},", StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("action", $"payload={Uri.EscapeDataString(click)}"));

        Assert.Equal([SignalNames.Reply, SignalNames.Approve], host.Fixture.Signals);
    }

    [Fact]
    public async Task The_URL_verification_is_answered()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.OK, "abc"), await host.PostAsync("event", """{"type":"url_verification","token":"t","challenge":"abc"}""", "application/json; charset=utf-8"));
    }

    [Fact]
    public async Task Unsigned_and_stale_requests_are_refused_without_a_body_and_counted()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, ""), await host.PostAsync("command", FixCommand, change: request => request.Headers.Remove("X-Slack-Signature")));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await host.PostAsync("action", Click(ActionIds.Approve), change: request => request.Headers.Remove("X-Slack-Request-Timestamp")));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await host.PostAsync("event", Reply, change: request => request.Headers.Add("X-Slack-Signature", "v0=1")));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await host.PostAsync("command", FixCommand, change: request => Sign(request, host.Time.GetUtcNow().AddSeconds(-301))));
        Assert.Equal((HttpStatusCode.Unauthorized, ""), await host.PostAsync("command", FixCommand, change: request => Sign(request, host.Time.GetUtcNow().AddSeconds(301))));

        await host.Fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
        Assert.Empty(host.Fixture.Signals);
        Assert.Equal(["command unsigned", "action unsigned", "event unsigned", "command stale", "command stale"], host.Counted);
    }

    [Fact]
    public async Task A_wrong_secret_and_a_wrong_clock_are_in_the_log_and_a_flood_of_them_once_a_minute()
    {
        var log = new KeptLog<SignatureVerificationMiddleware>();
        await using var host = await SlackHost.StartAsync(change: services => services.AddSingleton<ILogger<SignatureVerificationMiddleware>>(log));

        await host.PostAsync("command", FixCommand, change: request => request.Headers.Remove("X-Slack-Signature"));
        Assert.Empty(log.Warnings);
        for (var i = 0; i < 3; i++)
        {
            await host.PostAsync("command", FixCommand, change: WithAnotherSecret);
        }

        Assert.Contains("SLACK_SIGNING_SECRET", Assert.Single(log.Warnings), StringComparison.Ordinal);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.PostAsync("command", FixCommand, change: request => Sign(request, host.Time.GetUtcNow().AddSeconds(-301)));
        Assert.Contains("clock", log.Warnings.Skip(1).Single(), StringComparison.Ordinal);

        static void WithAnotherSecret(HttpRequestMessage request)
        {
            request.Headers.Remove("X-Slack-Signature");
            request.Headers.Add("X-Slack-Signature", "v0=" + new string('0', 64));
        }
    }

    [Theory]
    [InlineData("command", "command=%2Fclaude&text=help", "malformed")]
    [InlineData("command", "", "malformed")]
    [InlineData("command", FixCommand + "&user_id=U0BOSS", "malformed")]
    [InlineData("action", "payload=", "malformed")]
    [InlineData("action", "payload=%7B", "malformed")]
    [InlineData("action", "payload=[]", "malformed")]
    [InlineData("action", "payload=%7B%7D", "malformed")]
    [InlineData("action", "payload=%7B%22type%22%3A%22block_actions%22%7D", "malformed")]
    [InlineData("event", "", "malformed")]
    [InlineData("event", "[]", "malformed")]
    [InlineData("event", "{\"type\":1}", "malformed")]
    [InlineData("event", "{\"type\":\"event_callback\"} more", "malformed")]
    public async Task A_signed_but_malformed_request_is_refused(string endpoint, string body, string outcome)
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, ""), await host.PostAsync(endpoint, body));
        Assert.Equal([$"{endpoint} {outcome}"], host.Counted);
    }

    [Fact]
    public async Task Invalid_UTF8_and_endless_brackets_are_refused()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.SendAsync("event", [0xFF, 0xFE, 0x00], "application/json")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync("event", $$"""{"type":"event_callback","event":{{new string('[', 5000)}}""")).Status);
    }

    [Theory]
    [InlineData("command", "application/json")]
    [InlineData("command", "multipart/form-data; boundary=x")]
    [InlineData("action", "text/plain")]
    [InlineData("event", "application/x-www-form-urlencoded")]
    [InlineData("event", "nonsense")]
    public async Task Another_content_type_is_refused(string endpoint, string contentType)
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, ""), await host.PostAsync(endpoint, "{}", contentType));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_a_length_and_without()
    {
        await using var host = await SlackHost.StartAsync();
        var large = new string('x', SignatureVerificationMiddleware.MaxBodyBytes + 1);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync("command", large)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync("command", large, change: request => request.Headers.TransferEncodingChunked = true)).Status);
        Assert.Equal(["command too_large", "command too_large"], host.Counted);
    }

    [Fact]
    public async Task Only_POST_is_accepted()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.MethodNotAllowed, ""), await host.PostAsync("command", FixCommand, change: request => request.Method = HttpMethod.Put));
    }

    [Fact]
    public async Task Another_spelling_of_a_path_passes_no_check_by()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync("Command", FixCommand, change: request => request.Headers.Remove("X-Slack-Signature"))).Status);
    }

    [Fact]
    public async Task An_exception_of_a_handler_shows_no_stack_trace()
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.Tasks.StartAsync(null!, default).ThrowsAsyncForAnyArgs(new InvalidOperationException("secret detail"));

        var (status, body) = await host.PostAsync("command", FixCommand);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("reference", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at SlackClaudeBot", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options")]
    [InlineData("Options")]
    [InlineData("other")]
    [InlineData("command/more")]
    [InlineData("")]
    public async Task Other_paths_under_slack_reach_nothing(string path)
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.NotFound, ""), await host.PostAsync(path, "payload=%7B%7D"));
        Assert.Empty(host.Counted);
    }

    [Theory]
    [InlineData("""{"type":"message_action","callback_id":"c","user":{"id":"U0ANY"},"response_url":"https://hooks.slack.test/x"}""")]
    [InlineData("""{"type":"hologram","user":{"id":"U0ANY"},"response_url":"https://hooks.slack.test/x"}""")]
    [InlineData("""{"type":"block_actions","user":{"id":"U0ANY"},"actions":[],"response_url":"https://hooks.slack.test/x"}""")]
    [InlineData("""{"type":"view_submission","user":{"id":"U0ANY"},"response_url":"https://hooks.slack.test/x"}""")]
    public async Task An_unknown_interaction_is_acknowledged_and_explained(string payload)
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("action", "payload=" + Uri.EscapeDataString(payload)));

        Assert.Contains("do not know this action", Assert.Single(host.Fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_interaction_without_an_address_is_acknowledged()
    {
        await using var host = await SlackHost.StartAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("action", "payload=" + Uri.EscapeDataString("""{"type":"shortcut","user":{"id":"U0ANY"}}""")));
        Assert.Empty(host.Fixture.Ephemerals);
    }

    [Theory]
    [InlineData("2026-01-02")]
    [InlineData("2026-01-02T03:04:05Z")]
    public async Task Feedback_that_looks_like_a_date_stays_as_it_was_typed(string feedback)
    {
        await using var host = await SlackHost.StartAsync();
        host.Fixture.With(TaskStates.Waiting());

        await host.PostAsync("action", Submission(feedback));

        Assert.Equal(feedback, Assert.IsType<Reject>(host.Fixture.Arguments.Single()).Feedback);
    }

    private const string Reply =
        """{"type":"event_callback","event_id":"E1","event":{"type":"message","channel":"C0SHOP","user":"U0ANY","ts":"1700000005.1","thread_ts":"1700000000.000100","text":"use a transaction","blocks":[{"type":"rich_text","elements":[]}]}}""";

    private static void Sign(HttpRequestMessage request, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Remove("X-Slack-Request-Timestamp");
        request.Headers.Remove("X-Slack-Signature");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Compute("secret", timestamp, System.Text.Encoding.UTF8.GetBytes(FixCommand)));
    }

    private static string Click(string actionId) => Payload(new
    {
        type = "block_actions",
        user = new { id = "U0ANY" },
        trigger_id = "11.22",
        response_url = "https://hooks.slack.test/x",
        container = new { type = "message", channel_id = TaskStates.Channel, message_ts = "1700000000.9", thread_ts = TaskStates.CardTs },
        message = new { type = "message", ts = "1700000000.9", blocks = new object[] { new { type = "section", text = new { type = "mrkdwn", text = "x" } } } },
        actions = new object[]
        {
            new { type = "button", action_id = actionId, action_ts = "1700000001.5", value = new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode(), text = new { type = "plain_text", text = "Approve", emoji = true } },
        },
    });

    private static string Submission(string feedback = "again") => Payload(new
    {
        type = "view_submission",
        user = new { id = "U0ANY" },
        view = new
        {
            id = "V1",
            type = "modal",
            callback_id = ActionIds.RejectModal,
            private_metadata = new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode(),
            state = new { values = new { feedback = new { feedback = new { type = "plain_text_input", value = feedback } } } },
        },
    });

    private static string Payload(object payload) => "payload=" + Uri.EscapeDataString(System.Text.Json.JsonSerializer.Serialize(payload));
}
