using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Blocks;
using SlackNet.Interaction;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Slack.Tests.Actions;

public sealed class ReviewButtonTests
{
    private static readonly ButtonValue _review = new(TaskStates.WorkflowId, "fix", 1);

    [Fact]
    public async Task A_click_on_Approve_signals_the_attempt_of_its_message()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        await bench.Tasks.Received(1).SignalAsync(
            TaskStates.WorkflowId, SignalNames.Approve, new Approve("click:1700000001.5:U0ANY:1700000000.9", "U0ANY", "fix", 1), Arg.Any<CancellationToken>());
        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task The_same_click_twice_carries_the_same_id_and_another_click_another()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());
        var button = new ApproveButton(bench.Decisions, bench.Answers, bench.Failures);

        await ClickAsync(button, _review);
        await ClickAsync(button, _review);
        await ClickAsync(button, _review, at: "1700000002.5");

        var ids = bench.Arguments.Cast<Approve>().Select(approve => approve.Id).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Theory]
    [InlineData("anyone")]
    [InlineData("not-requester")]
    public async Task A_click_while_no_worker_answers_is_sent_and_the_workflow_judges_it(string approvers)
    {
        var bench = new SlackBench(approvers);
        bench.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent with { Requester = "U0ASKS" });

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Equal([SignalNames.Approve], bench.Signals);
        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task While_no_worker_answers_people_still_cannot_decide_on_their_own_tasks()
    {
        var bench = new SlackBench("not-requester");
        bench.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent with { Requester = "U0ANY" });

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Empty(bench.Signals);
        Assert.Contains("You can't approve", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkStatus.AwaitingApproval, 2, "Already decided: the task is at attempt 2 ")]
    [InlineData(WorkStatus.CreatingPullRequests, 1, "Already decided; the task is in progress (Opening pull requests).")]
    [InlineData(WorkStatus.Completed, 1, "Already decided: this task has ended (Completed).")]
    public async Task A_click_on_an_old_message_answers_that_it_is_decided(WorkStatus status, int attempt, string expected)
    {
        var bench = new SlackBench().With(TaskStates.Of(status) with { Attempt = attempt });

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Empty(bench.Signals);
        Assert.StartsWith(expected, Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_feedback_can_be_undone_only_more_feedback_is_accepted()
    {
        var bench = new SlackBench().With(TaskStates.Waiting() with { IsFeedbackTaken = true });

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);
        Assert.Contains("feedback for attempt 2", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
        Assert.Contains("Undo", await bench.Decisions.RejectAsync(_review, new Actor("U0ANY", "1"), feedback: null, default), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);

        Assert.Null(await bench.Decisions.RejectAsync(_review, new Actor("U0ANY", "2"), "and add a test", default));
        Assert.Equal([SignalNames.Reject], bench.Signals);
    }

    [Fact]
    public async Task A_click_without_permission_gets_an_ephemeral_refusal()
    {
        var bench = new SlackBench("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Empty(bench.Signals);
        Assert.Contains("<@U0BOSS>", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_requester_may_cancel_the_task_without_permission_to_decide()
    {
        var bench = new SlackBench("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new CancelButton(bench.Decisions, bench.Answers, bench.Failures), new ButtonValue(TaskStates.WorkflowId), user: "U0ANY");
        await ClickAsync(new CancelButton(bench.Decisions, bench.Answers, bench.Failures), new ButtonValue(TaskStates.WorkflowId), user: TaskStates.Requester);

        Assert.Equal([SignalNames.Cancel], bench.Signals);
        Assert.Equal(TaskStates.Requester, Assert.IsType<Cancel>(bench.Arguments.Single()).By);
    }

    [Theory]
    [InlineData("U0BOSS")]
    [InlineData("U0BOSS,not-requester")]
    public async Task Cancelling_without_permission_is_answered_with_the_approvers_only(string approvers)
    {
        var bench = new SlackBench(approvers).With(TaskStates.Of(WorkStatus.Running));

        await ClickAsync(new CancelButton(bench.Decisions, bench.Answers, bench.Failures), new ButtonValue(TaskStates.WorkflowId));

        Assert.Empty(bench.Signals);
        Assert.EndsWith("The requester can, and approvers: <@U0BOSS>. The task continues.", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_worker_a_click_still_arrives_unless_the_requester_must_be_known()
    {
        foreach (var (setting, signals) in new[] { ("anyone", 1), ("not-requester", 0) })
        {
            var bench = new SlackBench(setting);
            bench.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent);

            await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

            Assert.Equal(signals, bench.Signals.Count);
            Assert.Equal(1 - signals, bench.Ephemerals.Count);
        }
    }

    [Fact]
    public async Task If_Temporal_is_down_the_answer_has_a_reference_and_no_stack_trace()
    {
        var bench = new SlackBench();
        bench.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).ThrowsAsync(new RpcException(RpcException.StatusCode.Unavailable, "connection to 10.0.0.1 refused", null));

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        var said = Assert.Single(bench.Ephemerals);
        Assert.Matches("Your approval was not recorded: .*try again.*reference `[0-9a-f]{6}`", said);
        Assert.DoesNotContain("10.0.0.1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_subteam", "APPROVERS names a user group that does not exist")]
    [InlineData("missing_scope", "manifest.yml")]
    [InlineData("fatal_error", "Try again in a moment")]
    public async Task If_Slack_does_not_return_the_approvers_the_answer_says_who_can_fix_it(string error, string expected)
    {
        var bench = new SlackBench("S0LEADS").With(TaskStates.Waiting());
        bench.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new SlackException(new SlackNet.WebApi.ErrorResponse { Error = error }));

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Empty(bench.Signals);
        Assert.Contains(expected, Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_Slack_does_not_return_a_group_the_clicker_is_told_within_Slacks_timeout()
    {
        var bench = new SlackBench("S0LEADS").With(TaskStates.Waiting());
        bench.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .Returns(call => NeverAsync(call.Arg<CancellationToken>()));

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Contains("took too long", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);

        static async Task<UserGroupMembers> NeverAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new UserGroupMembers();
        }
    }

    [Theory]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task An_ephemeral_answer_that_fails_does_not_undo_the_click(Type failure)
    {
        var bench = new SlackBench("U0BOSS").With(TaskStates.Waiting());
        bench.Slack.Respond(Arg.Any<string>(), Arg.Any<SlackNet.WebApi.IReadOnlyMessage>(), Arg.Any<CancellationToken>()).ThrowsAsync((Exception)Activator.CreateInstance(failure)!);

        await ClickAsync(new ApproveButton(bench.Decisions, bench.Answers, bench.Failures), _review);

        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task A_click_on_Reject_opens_the_modal_for_its_attempt()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());

        await ClickAsync(new RejectButton(bench.Decisions, bench.Client, bench.Answers, bench.Failures), _review);

        await bench.Slack.Views.Received(1).Open(
            "11.22", Arg.Is<ViewDefinition>(view => view.CallbackId == ActionIds.RejectModal && ButtonValue.TryParse(view.PrivateMetadata) == _review), Arg.Any<CancellationToken>());
        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task A_click_on_Reject_without_permission_opens_no_modal()
    {
        var bench = new SlackBench("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new RejectButton(bench.Decisions, bench.Client, bench.Answers, bench.Failures), _review);

        await bench.Slack.Views.DidNotReceiveWithAnyArgs().Open("", null!);
        Assert.Single(bench.Ephemerals);
    }

    [Fact]
    public async Task Undo_withdraws_the_rejection_it_names()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());

        await ClickAsync(new UndoButton(bench.Decisions, bench.Answers, bench.Failures), new ButtonValue(TaskStates.WorkflowId, RejectionId: "reply:C:1"));

        Assert.Equal("reply:C:1", Assert.IsType<Undo>(bench.Arguments.Single()).RejectionId);
    }

    [Fact]
    public async Task Undo_after_the_attempt_began_says_that_it_is_too_late()
    {
        var bench = new SlackBench().With(TaskStates.Of(WorkStatus.Running));

        await ClickAsync(new UndoButton(bench.Decisions, bench.Answers, bench.Failures), new ButtonValue(TaskStates.WorkflowId, RejectionId: "reply:C:1"));

        Assert.Empty(bench.Signals);
        Assert.StartsWith("Too late", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not ours")]
    public async Task A_foreign_button_value_decides_nothing_and_the_clicker_is_told(string value)
    {
        var bench = new SlackBench();

        await new ApproveButton(bench.Decisions, bench.Answers, bench.Failures).Handle(new ButtonAction { Value = value, ActionTs = "1" }, Request("U0ANY"));

        Assert.Empty(bench.Signals);
        Assert.StartsWith("I don't know this task", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
        await bench.Tasks.DidNotReceiveWithAnyArgs().FindAsync("", default);
    }

    private static Task ClickAsync(IBlockActionHandler<ButtonAction> button, ButtonValue value, string user = "U0ANY", string at = "1700000001.5") =>
        button.Handle(new ButtonAction { Type = "button", Value = value.Encode(), ActionTs = at }, Request(user));

    private static BlockActionRequest Request(string user) => new()
    {
        User = new User { Id = user },
        TriggerId = "11.22",
        ResponseUrl = "https://hooks.slack.test/x",
        Container = new Container { ChannelId = TaskStates.Channel, MessageTs = "1700000000.9", ThreadTs = TaskStates.CardTs },
    };
}
