using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Interaction;
using SlackNet.WebApi;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Slack.Tests.Commands;

public sealed class ClaudeCommandHandlerTests
{
    private const string Trigger = "13345224609.738474920.8088930838d88f008e0";

    [Fact]
    public async Task Fix_starts_a_task_and_confirms_it()
    {
        var fixture = new SlackFixture();

        var said = await RunAsync(fixture, "fix acme/shop@dev Checkout <crashes> --timeout 90s --model opus --ticket https://t.example/1 -- All of it");

        await fixture.Tasks.Received(1).StartAsync(
            Arg.Is<TaskRequest>(task =>
                task.TaskId == TaskId.FromTrigger(Trigger)
                && task.Title == "Checkout <crashes>"
                && task.Description == "All of it"
                && task.Repositories.Single() == new RepositoryRef("acme", "shop", "dev")
                && task.Channel == TaskStates.Channel
                && task.Requester == "U0ANY"
                && task.Timeout == TimeSpan.FromSeconds(90)
                && task.Model == "opus"
                && task.Ticket == "https://t.example/1"
                && task.RequireApproval
                && task.Policy!.BudgetUsd == 5
                && task.Policy.ApprovalTimeout == TimeSpan.FromHours(24)),
            Arg.Any<CancellationToken>());
        Assert.Contains($"`{TaskId.FromTrigger(Trigger)}`", said, StringComparison.Ordinal);
        Assert.Contains("&lt;crashes&gt;", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trigger_names_its_task_for_good()
    {
        Assert.Equal(TaskId.FromTrigger(Trigger), TaskId.FromTrigger(Trigger));
        Assert.NotEqual(TaskId.FromTrigger(Trigger), TaskId.FromTrigger(Trigger + "1"));
        Assert.Matches("^[0-9a-f]{10}$", TaskId.FromTrigger(Trigger));
    }

    [Fact]
    public async Task A_retry_starts_nothing_twice_and_gets_the_same_answer()
    {
        var fixture = new SlackFixture();
        var handler = fixture.Commands();

        var answers = await Task.WhenAll(handler.Handle(Command("fix shop T")), handler.Handle(Command("fix shop T")));

        await fixture.Tasks.Received(1).StartAsync(Arg.Any<TaskRequest>(), Arg.Any<CancellationToken>());
        Assert.Equal(answers[0].Message.Text, answers[1].Message.Text);
    }

    [Fact]
    public async Task If_Temporal_is_down_nothing_starts_and_the_answer_suggests_a_retry()
    {
        var fixture = new SlackFixture();
        fixture.Tasks.StartAsync(Arg.Any<TaskRequest>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException(new RpcException(RpcException.StatusCode.Unavailable, "127.0.0.1:7233 refused", null)), Task.CompletedTask);
        var handler = fixture.Commands();

        var first = (await handler.Handle(Command("fix shop T"))).Message.Text;
        var second = (await handler.Handle(Command("fix shop T"))).Message.Text;

        Assert.Contains("try again", first, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", first, StringComparison.Ordinal);
        Assert.Contains("starts", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("U0BOSS", false)]
    [InlineData("not-requester", false)]
    [InlineData("U0ANY", true)]
    [InlineData("anyone", true)]
    public async Task Only_approvers_may_skip_the_approval(string approvers, bool may)
    {
        var fixture = new SlackFixture(approvers);

        await RunAsync(fixture, "fix shop T --no-approval");

        await fixture.Tasks.Received(may ? 1 : 0).StartAsync(Arg.Is<TaskRequest>(task => !task.RequireApproval), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("not_in_channel")]
    [InlineData("channel_not_found")]
    public async Task Nothing_starts_in_a_channel_until_the_bot_is_invited(string error)
    {
        var fixture = new SlackFixture();
        fixture.HistoryCall(TaskStates.Channel).Returns(
            _ => throw new SlackException(new ErrorResponse { Error = error }), _ => new ConversationHistoryResponse());
        var handler = fixture.Commands();

        var refused = (await handler.Handle(Command("fix shop T"))).Message.Text;
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
        var started = (await handler.Handle(Command("fix shop T", trigger: "2.2.2"))).Message.Text;
        await handler.Handle(Command("fix shop T", trigger: "3.3.3"));

        Assert.Contains("`/invite @claude`", refused, StringComparison.Ordinal);
        Assert.Contains("starts", started, StringComparison.Ordinal);
        await fixture.Tasks.ReceivedWithAnyArgs(2).StartAsync(null!, default);
        // Once it is in the channel, Slack is not asked again.
        await fixture.Slack.Conversations.ReceivedWithAnyArgs(2).History("");
    }

    [Fact]
    public async Task In_a_direct_message_nothing_is_started()
    {
        var fixture = new SlackFixture();

        var said = await RunAsync(fixture, "fix shop T", channel: "D0BOB");

        Assert.Contains("in a channel", said, StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
        await fixture.Slack.Conversations.DidNotReceiveWithAnyArgs().History("");
    }

    [Fact]
    public async Task Nothing_starts_in_a_channel_that_the_bot_cannot_read()
    {
        var fixture = new SlackFixture();
        fixture.HistoryCall(TaskStates.Channel).Returns(Task.FromException<ConversationHistoryResponse>(new SlackException(new ErrorResponse { Error = "missing_scope" })));

        var said = await RunAsync(fixture, "fix shop T");

        Assert.Contains("manifest.yml", said, StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task The_task_starts_if_Slack_does_not_answer_in_time()
    {
        var fixture = new SlackFixture();
        fixture.HistoryCall(TaskStates.Channel).Returns(call => NeverAsync(call.Arg<CancellationToken>()));

        Assert.Contains("starts", await RunAsync(fixture, "fix shop T"), StringComparison.Ordinal);

        static async Task<ConversationHistoryResponse> NeverAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new ConversationHistoryResponse();
        }
    }

    [Fact]
    public async Task Bad_input_starts_nothing_and_gets_an_ephemeral_answer()
    {
        var fixture = new SlackFixture();

        var response = await fixture.Commands().Handle(Command("fxi shop T"));

        Assert.Equal(ResponseType.Ephemeral, response.ResponseType);
        Assert.Contains("/claude fix", response.Message.Text, StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task Help_names_the_approvers() => Assert.Contains("<@U0BOSS>", await RunAsync(new SlackFixture("U0BOSS"), "help"), StringComparison.Ordinal);

    [Fact]
    public async Task Status_shows_the_latest_open_task_with_a_sanitized_title()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running));

        var said = await RunAsync(fixture, "status");

        Assert.Contains("Checkout crashes &lt;!channel&gt;", said, StringComparison.Ordinal);
        Assert.Contains("$0.42", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_links_the_history_if_Temporal_has_a_web_UI()
    {
        var without = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running));
        var with = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running));
        with.Temporal.UiBaseUrl = new Uri("https://temporal.example.com/ui/");

        Assert.DoesNotContain("Temporal", await RunAsync(without, "status"), StringComparison.Ordinal);
        Assert.Contains(
            $"<https://temporal.example.com/ui/namespaces/default/workflows/fix-{TaskStates.TaskIdText}|The task in Temporal>", await RunAsync(with, "status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_another_channel_is_not_shown()
    {
        var state = TaskStates.Waiting();
        var fixture = new SlackFixture().With(state with { Task = state.Task with { Channel = "C0SECRET" } });

        Assert.Contains("no task", await RunAsync(fixture, $"status {TaskStates.TaskIdText}"), StringComparison.Ordinal);
        Assert.Contains("no task", await RunAsync(fixture, $"approve {TaskStates.TaskIdText}"), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task Approve_without_a_task_means_the_only_one_that_waits()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running, "0000000001"), TaskStates.Waiting(attempt: 2));

        Assert.Contains("approved", await RunAsync(fixture, "approve"), StringComparison.Ordinal);

        var approve = Assert.IsType<Approve>(fixture.Arguments.Single());
        Assert.Equal(("U0ANY", "fix", 2), (approve.By, approve.Stage, approve.Attempt));
    }

    [Fact]
    public async Task Approve_without_a_task_asks_which_one_if_there_are_several()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Waiting(), TaskStates.Of(WorkStatus.AwaitingApproval, "0000000001"));

        var said = await RunAsync(fixture, "approve");

        Assert.Contains("`/claude approve 0000000001`", said, StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task If_too_many_tasks_fit_the_person_names_one()
    {
        TaskState[] running = [.. Enumerable.Range(1, 11).Select(number => TaskStates.Of(WorkStatus.Running, $"{number:0000000000}"))];
        var fixture = new SlackFixture().WithOpen(running);

        Assert.Contains("`/claude cancel &lt;task&gt;`", await RunAsync(fixture, "cancel"), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task The_only_review_is_found_among_any_number_of_open_tasks()
    {
        TaskState[] running = [.. Enumerable.Range(1, 30).Select(number => TaskStates.Of(WorkStatus.Running, $"{number:0000000000}"))];
        var fixture = new SlackFixture().WithOpen([.. running, TaskStates.Waiting()]);

        Assert.Contains($"`{TaskStates.TaskIdText}` is approved", await RunAsync(fixture, "approve"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cancel 3f9a0c51b")]
    [InlineData("cancel 3f9a0c51bee")]
    [InlineData("cancel fix-3f9a0c51b wrong repository")]
    [InlineData("reject 3f9a0c51b use a transaction")]
    public async Task A_mistyped_id_means_no_other_task(string text)
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Waiting());

        Assert.Contains("is not a task", await RunAsync(fixture, text), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task Deciding_without_a_pending_review_is_answered_with_that(string text)
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running));

        Assert.Contains("No task in this channel is awaiting approval", await RunAsync(fixture, text), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Theory]
    [InlineData(WorkStatus.Running, "is not awaiting approval: :hammer_and_wrench: Working")]
    [InlineData(WorkStatus.AwaitingAnswer, "is not awaiting approval: :question: Waiting for an answer")]
    [InlineData(WorkStatus.Completed, "is not awaiting approval: :white_check_mark: Completed")]
    public async Task A_named_task_without_a_review_is_answered_with_its_state(WorkStatus status, string expected)
    {
        var fixture = new SlackFixture().With(TaskStates.Of(status));

        foreach (var command in new[] { $"approve {TaskStates.TaskIdText}", $"reject {TaskStates.TaskIdText} do it again" })
        {
            Assert.Contains(expected, await RunAsync(fixture, command), StringComparison.Ordinal);
        }

        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task Reject_carries_its_feedback()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        await RunAsync(fixture, $"reject {TaskStates.TaskIdText} use a transaction");

        Assert.Equal("use a transaction", Assert.IsType<Reject>(fixture.Arguments.Single()).Feedback);
    }

    [Fact]
    public async Task A_command_without_permission_is_refused()
    {
        var fixture = new SlackFixture("U0BOSS").With(TaskStates.Waiting());

        Assert.Contains("You can't approve", await RunAsync(fixture, $"approve {TaskStates.TaskIdText}"), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task Cancel_without_a_task_means_the_only_open_one()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.Running));

        await RunAsync(fixture, "cancel");

        Assert.Null(Assert.IsType<Cancel>(fixture.Arguments.Single()).Reason);
    }

    [Theory]
    [InlineData("cancel nope")]
    [InlineData("stop nope")]
    [InlineData("reject nope")]
    public async Task Words_without_a_task_change_nothing_and_the_answer_shows_how_to_name_it(string text)
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Waiting());

        Assert.Contains("`nope` is not one. Put the task's id first", await RunAsync(fixture, text), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task Cancel_with_a_task_carries_the_reason()
    {
        var fixture = new SlackFixture().With(TaskStates.Of(WorkStatus.Running));

        await RunAsync(fixture, $"cancel {TaskStates.TaskIdText} wrong repository");

        Assert.Equal("wrong repository", Assert.IsType<Cancel>(fixture.Arguments.Single()).Reason);
    }

    [Theory]
    [InlineData("pause", WorkStatus.Running, SignalNames.Pause)]
    [InlineData("resume", WorkStatus.Paused, SignalNames.Resume)]
    public async Task A_task_is_paused_and_resumed(string text, WorkStatus status, string signal)
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Of(status));

        await RunAsync(fixture, text);

        Assert.Equal([signal], fixture.Signals);
    }

    [Fact]
    public async Task A_person_who_may_not_cancel_may_not_pause_either()
    {
        var fixture = new SlackFixture("U0BOSS").WithOpen(TaskStates.Of(WorkStatus.Running));

        Assert.Contains("You can't cancel or pause", await RunAsync(fixture, "pause"), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task A_missing_repository_is_answered_with_the_nearest_match_and_nothing_starts()
    {
        var fixture = new SlackFixture();
        fixture.Repositories.FindAsync("acme/Checkout", null, Arg.Any<CancellationToken>()).Returns(new RepositoryFacts(false, false, ["acme/notifier", "acme/checkouts"]));

        var said = await RunAsync(fixture, "fix Checkout crashes on an empty cart");

        Assert.Contains("no repository `acme/Checkout`", said, StringComparison.Ordinal);
        Assert.Contains("The first word after `fix` names the repository", said, StringComparison.Ordinal);
        Assert.Contains("Did you mean `acme/checkouts`?", said, StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task A_wrong_branch_is_answered_with_the_nearest_match_and_nothing_starts()
    {
        var fixture = new SlackFixture();
        fixture.Repositories.FindAsync("acme/shop", "mian", Arg.Any<CancellationToken>()).Returns(new RepositoryFacts(true, false, ["release", "main"]));

        Assert.Contains("`acme/shop` has no branch `mian`. Did you mean `main`?", await RunAsync(fixture, "fix acme/shop@mian T"), StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task A_code_host_that_does_not_answer_stops_no_task()
    {
        var fixture = new SlackFixture();
        fixture.Repositories.FindAsync(Arg.Any<string>(), Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(new TaskCompletionSource<RepositoryFacts?>().Task);

        Assert.Contains("starts", await RunAsync(fixture, "fix acme/shop T"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_repository_requester_age_deadline_and_thread()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Waiting() with
        {
            StartedAt = DateTime.UnixEpoch,
            Deadline = DateTime.UnixEpoch.AddDays(1),
            BudgetUsd = 5,
        });
        fixture.Slack.Chat.GetPermalink(TaskStates.Channel, TaskStates.CardTs, Arg.Any<CancellationToken>())
            .Returns(new PermalinkResponse { Permalink = "https://acme.slack.com/archives/C0SHOP/p1700000000000100" });

        var said = await RunAsync(fixture, "status");

        Assert.Contains("acme/shop", said, StringComparison.Ordinal);
        Assert.Contains("<@U0ASKS>", said, StringComparison.Ordinal);
        Assert.Contains("started 2 h 0 min ago", said, StringComparison.Ordinal);
        Assert.Contains("$0.42 of $5.00", said, StringComparison.Ordinal);
        Assert.Contains("Expires <!date^86400^", said, StringComparison.Ordinal);
        Assert.Contains("<https://acme.slack.com/archives/C0SHOP/p1700000000000100|The task's thread>", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_repository_requester_age_and_link_and_how_many_more_there_are()
    {
        TaskState[] states = [.. Enumerable.Range(1, 13).Select(number => TaskStates.Of(WorkStatus.Running, $"{number:0000000000}"))];
        var fixture = new SlackFixture().WithOpen(states);
        fixture.Slack.Chat.GetPermalink(TaskStates.Channel, TaskStates.CardTs, Arg.Any<CancellationToken>()).Returns(new PermalinkResponse { Permalink = "https://acme.slack.com/p1" });

        var said = await RunAsync(fixture, "list");

        Assert.Contains("<https://acme.slack.com/p1|Checkout crashes &lt;!channel&gt;>", said, StringComparison.Ordinal);
        Assert.Contains("(acme/shop, <@U0ASKS>, 2 h 0 min ago)", said, StringComparison.Ordinal);
        Assert.EndsWith("and 3 more", said, StringComparison.Ordinal);
        Assert.Equal(10, said.Split("• ").Length - 1);
    }

    [Fact]
    public async Task Help_lists_every_verb_alias_and_option()
    {
        var said = await RunAsync(new SlackFixture(), "help");

        Assert.All(Usage.Verbs, verb => Assert.Contains(verb.Name, said, StringComparison.Ordinal));
        Assert.All(Usage.Verbs.SelectMany(verb => verb.Aliases), alias => Assert.Contains($"`{alias}`", said, StringComparison.Ordinal));
        Assert.All(Usage.Options, option => Assert.Contains(option.Name, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_needs_one_query_and_no_worker()
    {
        var fixture = new SlackFixture().WithOpen(TaskStates.Waiting(), TaskStates.Of(WorkStatus.Running, "0000000001"));
        fixture.Tasks.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent);

        var said = await RunAsync(fixture, "list");

        Assert.Contains($"`{TaskStates.TaskIdText}` :eyes: Waiting for a decision", said, StringComparison.Ordinal);
        Assert.Contains("`0000000001` :hammer_and_wrench: Working", said, StringComparison.Ordinal);
        await fixture.Tasks.ReceivedWithAnyArgs(1).ListAsync(null!, default, default);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().FindAsync("", default);
    }

    [Fact]
    public async Task A_task_of_another_channel_stays_private_while_no_worker_answers()
    {
        var fixture = new SlackFixture();
        fixture.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent with { Channel = "C0OTHER" });

        Assert.Contains("There is no task", await RunAsync(fixture, $"status {TaskStates.TaskIdText}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_without_search_attributes_is_explained_with_its_remedy()
    {
        var fixture = new SlackFixture();
        fixture.Tasks.StartAsync(null!, default).ThrowsAsyncForAnyArgs(new MissingSearchAttributesException("default", "Namespace default has no mapping defined for search attribute TaskKind"));

        var said = await RunAsync(fixture, "fix acme/shop Checkout crashes");

        Assert.Contains("nothing was started", said, StringComparison.Ordinal);
        Assert.Contains("`SlackClaudeBot check --fix`", said, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(SlackFixture fixture, string text, string channel = TaskStates.Channel) =>
        (await fixture.Commands().Handle(Command(text, channel: channel))).Message.Text;

    private static SlashCommand Command(string text, string trigger = Trigger, string channel = TaskStates.Channel) =>
        new() { Command = "/claude", Text = text, TriggerId = trigger, UserId = "U0ANY", ChannelId = channel };
}
