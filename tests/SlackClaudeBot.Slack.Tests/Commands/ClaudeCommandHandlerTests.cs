using NSubstitute;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
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
    public async Task Fix_starts_a_task_and_says_so_to_who_typed_it()
    {
        var bench = new SlackBench();

        var said = await RunAsync(bench, "fix acme/shop@dev Checkout <crashes> --timeout 90s --model opus --ticket https://t.example/1 -- All of it");

        await bench.Tasks.Received(1).StartAsync(
            Arg.Is<BugFixTask>(task =>
                task.TaskId == TaskIds.FromTrigger(Trigger)
                && task.Title == "Checkout <crashes>"
                && task.Description == "All of it"
                && task.Repositories.Single() == new TaskRepository("https://github.com/acme/shop.git", "acme/shop", "dev")
                && task.Channel == TaskStates.Channel
                && task.Requester == "U0ANY"
                && task.TimeoutMinutes == 2
                && task.Model == "opus"
                && task.TicketUrl == "https://t.example/1"
                && task.RequireApproval
                && task.Policy!.BudgetUsd == 5
                && task.Policy.ApprovalTimeout == TimeSpan.FromHours(24)),
            Arg.Any<CancellationToken>());
        Assert.Contains($"`{TaskIds.FromTrigger(Trigger)}`", said, StringComparison.Ordinal);
        Assert.Contains("&lt;crashes&gt;", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trigger_names_its_task_for_good()
    {
        Assert.Equal(TaskIds.FromTrigger(Trigger), TaskIds.FromTrigger(Trigger));
        Assert.NotEqual(TaskIds.FromTrigger(Trigger), TaskIds.FromTrigger(Trigger + "1"));
        Assert.Matches("^[0-9a-f]{10}$", TaskIds.FromTrigger(Trigger));
    }

    [Fact]
    public async Task A_retry_starts_nothing_twice_and_gets_the_same_answer()
    {
        var bench = new SlackBench();
        var handler = bench.Commands();

        var answers = await Task.WhenAll(handler.Handle(Command("fix shop T")), handler.Handle(Command("fix shop T")));

        await bench.Tasks.Received(1).StartAsync(Arg.Any<BugFixTask>(), Arg.Any<CancellationToken>());
        Assert.Equal(answers[0].Message.Text, answers[1].Message.Text);
    }

    [Fact]
    public async Task Where_Temporal_is_down_nothing_is_started_and_trying_again_is_welcome()
    {
        var bench = new SlackBench();
        bench.Tasks.StartAsync(Arg.Any<BugFixTask>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException(new RpcException(RpcException.StatusCode.Unavailable, "127.0.0.1:7233 refused", null)), Task.CompletedTask);
        var handler = bench.Commands();

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
    public async Task Only_who_may_approve_may_do_without_approval(string approvers, bool may)
    {
        var bench = new SlackBench(approvers);

        await RunAsync(bench, "fix shop T --no-approval");

        await bench.Tasks.Received(may ? 1 : 0).StartAsync(Arg.Is<BugFixTask>(task => !task.RequireApproval), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("not_in_channel")]
    [InlineData("channel_not_found")]
    public async Task Where_the_bot_is_not_in_the_channel_nothing_is_started_until_it_is_invited(string error)
    {
        var bench = new SlackBench();
        bench.HistoryCall(TaskStates.Channel).Returns(
            _ => throw new SlackException(new ErrorResponse { Error = error }), _ => new ConversationHistoryResponse());
        var handler = bench.Commands();

        var refused = (await handler.Handle(Command("fix shop T"))).Message.Text;
        await bench.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
        var started = (await handler.Handle(Command("fix shop T", trigger: "2.2.2"))).Message.Text;
        await handler.Handle(Command("fix shop T", trigger: "3.3.3"));

        Assert.Contains("`/invite @claude`", refused, StringComparison.Ordinal);
        Assert.Contains("starts", started, StringComparison.Ordinal);
        await bench.Tasks.ReceivedWithAnyArgs(2).StartAsync(null!, default);
        // Once it is in, nobody asks any more.
        await bench.Slack.Conversations.ReceivedWithAnyArgs(2).History("");
    }

    [Fact]
    public async Task In_a_direct_message_nothing_is_started()
    {
        var bench = new SlackBench();

        var said = await RunAsync(bench, "fix shop T", channel: "D0BOB");

        Assert.Contains("in a channel", said, StringComparison.Ordinal);
        await bench.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
        await bench.Slack.Conversations.DidNotReceiveWithAnyArgs().History("");
    }

    [Fact]
    public async Task Where_the_bot_may_not_read_nothing_is_started()
    {
        var bench = new SlackBench();
        bench.HistoryCall(TaskStates.Channel).Returns(Task.FromException<ConversationHistoryResponse>(new SlackException(new ErrorResponse { Error = "missing_scope" })));

        var said = await RunAsync(bench, "fix shop T");

        Assert.Contains("manifest.yml", said, StringComparison.Ordinal);
        await bench.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task Where_Slack_does_not_tell_in_time_the_task_starts()
    {
        var bench = new SlackBench();
        bench.HistoryCall(TaskStates.Channel).Returns(call => NeverAsync(call.Arg<CancellationToken>()));

        Assert.Contains("starts", await RunAsync(bench, "fix shop T"), StringComparison.Ordinal);

        static async Task<ConversationHistoryResponse> NeverAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new ConversationHistoryResponse();
        }
    }

    [Fact]
    public async Task Bad_input_starts_nothing_and_is_answered_to_who_typed_it()
    {
        var bench = new SlackBench();

        var response = await bench.Commands().Handle(Command("fxi shop T"));

        Assert.Equal(ResponseType.Ephemeral, response.ResponseType);
        Assert.Contains("/claude fix", response.Message.Text, StringComparison.Ordinal);
        await bench.Tasks.DidNotReceiveWithAnyArgs().StartAsync(null!, default);
    }

    [Fact]
    public async Task Help_says_who_may_decide() => Assert.Contains("<@U0BOSS>", await RunAsync(new SlackBench("U0BOSS"), "help"), StringComparison.Ordinal);

    [Fact]
    public async Task Status_tells_of_the_latest_open_task_and_neutralises_its_title()
    {
        var bench = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running));

        var said = await RunAsync(bench, "status");

        Assert.Contains("Checkout crashes &lt;!channel&gt;", said, StringComparison.Ordinal);
        Assert.Contains("$0.42", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_links_the_history_where_Temporal_has_a_web_UI()
    {
        var without = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running));
        var with = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running));
        with.Temporal.UiBaseUrl = new Uri("https://temporal.example.com/ui/");

        Assert.DoesNotContain("Temporal", await RunAsync(without, "status"), StringComparison.Ordinal);
        Assert.Contains(
            $"<https://temporal.example.com/ui/namespaces/default/workflows/fix-{TaskStates.TaskId}|The task in Temporal>", await RunAsync(with, "status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_another_channel_is_not_told_of()
    {
        var state = TaskStates.Waiting();
        var bench = new SlackBench().With(state with { Task = state.Task with { Channel = "C0SECRET" } });

        Assert.Contains("no task", await RunAsync(bench, $"status {TaskStates.TaskId}"), StringComparison.Ordinal);
        Assert.Contains("no task", await RunAsync(bench, $"approve {TaskStates.TaskId}"), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task Approve_without_a_task_means_the_only_one_that_waits()
    {
        var bench = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running, "0000000001"), TaskStates.Waiting(attempt: 2));

        Assert.Contains("approved", await RunAsync(bench, "approve"), StringComparison.Ordinal);

        var approve = Assert.IsType<Approve>(bench.Arguments.Single());
        Assert.Equal(("U0ANY", "fix", 2), (approve.By, approve.Stage, approve.Attempt));
    }

    [Fact]
    public async Task Approve_without_a_task_asks_which_of_several()
    {
        var bench = new SlackBench().WithOpen(TaskStates.Waiting(), TaskStates.Of(TaskStatuses.AwaitingApproval, "0000000001"));

        var said = await RunAsync(bench, "approve");

        Assert.Contains("`/claude approve 0000000001`", said, StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("cancel")]
    public async Task Where_more_is_open_than_was_looked_at_the_one_that_is_meant_must_be_named(string text)
    {
        TaskState[] running = [.. Enumerable.Range(1, 10).Select(number => TaskStates.Of(TaskStatuses.Running, $"{number:0000000000}"))];
        var bench = new SlackBench().WithOpen([TaskStates.Waiting(), .. running]);

        Assert.Contains($"`/claude {text} &lt;task&gt;`", await RunAsync(bench, text), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Theory]
    [InlineData("cancel 3f9a0c51b")]
    [InlineData("cancel 3f9a0c51bee")]
    [InlineData("cancel fix-3f9a0c51b wrong repository")]
    [InlineData("reject 3f9a0c51b use a transaction")]
    public async Task A_mistyped_id_means_no_other_task(string text)
    {
        var bench = new SlackBench().WithOpen(TaskStates.Waiting());

        Assert.Contains("is not a task", await RunAsync(bench, text), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject do it again")]
    public async Task Where_nothing_waits_that_is_said(string text)
    {
        var bench = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running));

        Assert.Contains("Nothing waits", await RunAsync(bench, text), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Theory]
    [InlineData(TaskStatuses.Running, "does not wait for a decision: :hammer_and_wrench: Working")]
    [InlineData(TaskStatuses.AwaitingAnswer, "does not wait for a decision: :question: Waiting for an answer")]
    [InlineData(TaskStatuses.Completed, "does not wait for a decision: :white_check_mark: Completed")]
    public async Task A_named_task_that_does_not_wait_is_told_of_as_it_is(string status, string expected)
    {
        var bench = new SlackBench().With(TaskStates.Of(status));

        foreach (var command in new[] { $"approve {TaskStates.TaskId}", $"reject {TaskStates.TaskId} do it again" })
        {
            Assert.Contains(expected, await RunAsync(bench, command), StringComparison.Ordinal);
        }

        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task Reject_carries_its_feedback()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());

        await RunAsync(bench, $"reject {TaskStates.TaskId} use a transaction");

        Assert.Equal("use a transaction", Assert.IsType<Reject>(bench.Arguments.Single()).Feedback);
    }

    [Fact]
    public async Task A_command_by_who_may_not_decide_is_refused()
    {
        var bench = new SlackBench("U0BOSS").With(TaskStates.Waiting());

        Assert.Contains("not yours to decide", await RunAsync(bench, $"approve {TaskStates.TaskId}"), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task Cancel_without_a_task_means_the_only_open_one()
    {
        var bench = new SlackBench().WithOpen(TaskStates.Of(TaskStatuses.Running));

        await RunAsync(bench, "cancel wrong repository");

        Assert.Equal("wrong repository", Assert.IsType<Cancel>(bench.Arguments.Single()).Reason);
    }

    [Fact]
    public async Task List_tells_of_each_task_also_of_one_that_does_not_answer()
    {
        var bench = new SlackBench().WithOpen(TaskStates.Waiting(), TaskStates.Of(TaskStatuses.Running, "0000000001"));
        bench.Tasks.FindAsync("fix-0000000001", Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent);

        var said = await RunAsync(bench, "list");

        Assert.Contains($"`{TaskStates.TaskId}` :eyes: Waiting for a decision", said, StringComparison.Ordinal);
        Assert.Contains("`0000000001` open", said, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(SlackBench bench, string text, string channel = TaskStates.Channel) =>
        (await bench.Commands().Handle(Command(text, channel: channel))).Message.Text;

    private static SlashCommand Command(string text, string trigger = Trigger, string channel = TaskStates.Channel) =>
        new() { Command = "/claude", Text = text, TriggerId = trigger, UserId = "U0ANY", ChannelId = channel };
}
