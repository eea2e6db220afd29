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
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        await fixture.Tasks.Received(1).SignalAsync(
            TaskStates.WorkflowId, SignalNames.Approve, new Approve("click:1700000001.5:U0ANY:1700000000.9", "U0ANY", "fix", 1), Arg.Any<CancellationToken>());
        Assert.Empty(fixture.Ephemerals);
    }

    [Fact]
    public async Task The_same_click_twice_carries_the_same_id_and_another_click_another()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());
        var button = new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures);

        await ClickAsync(button, _review);
        await ClickAsync(button, _review);
        await ClickAsync(button, _review, at: "1700000002.5");

        var ids = fixture.Arguments.Cast<Approve>().Select(approve => approve.Id).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Theory]
    [InlineData("anyone")]
    [InlineData("not-requester")]
    public async Task A_click_while_no_worker_answers_is_sent_and_the_workflow_judges_it(string approvers)
    {
        var fixture = new SlackFixture(approvers);
        fixture.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent with { Requester = "U0ASKS" });

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Equal([SignalNames.Approve], fixture.Signals);
        Assert.Empty(fixture.Ephemerals);
    }

    [Fact]
    public async Task While_no_worker_answers_people_still_cannot_decide_on_their_own_tasks()
    {
        var fixture = new SlackFixture("not-requester");
        fixture.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent with { Requester = "U0ANY" });

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Empty(fixture.Signals);
        Assert.Contains("You can't approve", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkStatus.AwaitingApproval, 2, "Already decided: the task is at attempt 2 ")]
    [InlineData(WorkStatus.CreatingPullRequests, 1, "Already decided; the task is in progress (Opening pull requests).")]
    [InlineData(WorkStatus.Completed, 1, "Already decided: this task has ended (Completed).")]
    public async Task A_click_on_an_old_message_answers_that_it_is_decided(WorkStatus status, int attempt, string expected)
    {
        var fixture = new SlackFixture().With(TaskStates.Of(status) with { Attempt = attempt });

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Empty(fixture.Signals);
        Assert.StartsWith(expected, Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_feedback_can_be_undone_only_more_feedback_is_accepted()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting() with { IsFeedbackTaken = true });

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);
        Assert.Contains("feedback for attempt 2", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
        Assert.Contains("Undo", await fixture.Decisions.RejectAsync(_review, new Actor("U0ANY", "1"), feedback: null, default), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);

        Assert.Null(await fixture.Decisions.RejectAsync(_review, new Actor("U0ANY", "2"), "and add a test", default));
        Assert.Equal([SignalNames.Reject], fixture.Signals);
    }

    [Fact]
    public async Task A_click_without_permission_gets_an_ephemeral_refusal()
    {
        var fixture = new SlackFixture("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Empty(fixture.Signals);
        Assert.Contains("<@U0BOSS>", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_requester_may_cancel_the_task_without_permission_to_decide()
    {
        var fixture = new SlackFixture("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new CancelButton(fixture.Decisions, fixture.Answers, fixture.Failures), new ButtonValue(TaskStates.WorkflowId), user: "U0ANY");
        await ClickAsync(new CancelButton(fixture.Decisions, fixture.Answers, fixture.Failures), new ButtonValue(TaskStates.WorkflowId), user: TaskStates.Requester);

        Assert.Equal([SignalNames.Cancel], fixture.Signals);
        Assert.Equal(TaskStates.Requester, Assert.IsType<Cancel>(fixture.Arguments.Single()).By);
    }

    [Theory]
    [InlineData("U0BOSS")]
    [InlineData("U0BOSS,not-requester")]
    public async Task Cancelling_without_permission_is_answered_with_the_approvers_only(string approvers)
    {
        var fixture = new SlackFixture(approvers).With(TaskStates.Of(WorkStatus.Running));

        await ClickAsync(new CancelButton(fixture.Decisions, fixture.Answers, fixture.Failures), new ButtonValue(TaskStates.WorkflowId));

        Assert.Empty(fixture.Signals);
        Assert.EndsWith("The requester can, and approvers: <@U0BOSS>. The task continues.", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_worker_a_click_still_arrives_unless_the_requester_must_be_known()
    {
        foreach (var (setting, signals) in new[] { ("anyone", 1), ("not-requester", 0) })
        {
            var fixture = new SlackFixture(setting);
            fixture.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent);

            await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

            Assert.Equal(signals, fixture.Signals.Count);
            Assert.Equal(1 - signals, fixture.Ephemerals.Count);
        }
    }

    [Fact]
    public async Task If_Temporal_is_down_the_answer_has_a_reference_and_no_stack_trace()
    {
        var fixture = new SlackFixture();
        fixture.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>()).ThrowsAsync(new RpcException(RpcException.StatusCode.Unavailable, "connection to 10.0.0.1 refused", null));

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        var said = Assert.Single(fixture.Ephemerals);
        Assert.Matches("Your approval was not recorded: .*try again.*reference `[0-9a-f]{6}`", said);
        Assert.DoesNotContain("10.0.0.1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_subteam", "APPROVERS names a user group that does not exist")]
    [InlineData("missing_scope", "manifest.yml")]
    [InlineData("fatal_error", "Try again in a moment")]
    public async Task If_Slack_does_not_return_the_approvers_the_answer_says_who_can_fix_it(string error, string expected)
    {
        var fixture = new SlackFixture("S0LEADS").With(TaskStates.Waiting());
        fixture.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new SlackException(new SlackNet.WebApi.ErrorResponse { Error = error }));

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Empty(fixture.Signals);
        Assert.Contains(expected, Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_Slack_does_not_return_a_group_the_clicker_is_told_within_Slacks_timeout()
    {
        var fixture = new SlackFixture("S0LEADS").With(TaskStates.Waiting());
        fixture.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .Returns(call => NeverAsync(call.Arg<CancellationToken>()));

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Contains("took too long", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);

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
        var fixture = new SlackFixture("U0BOSS").With(TaskStates.Waiting());
        fixture.Slack.Respond(Arg.Any<string>(), Arg.Any<SlackNet.WebApi.IReadOnlyMessage>(), Arg.Any<CancellationToken>()).ThrowsAsync((Exception)Activator.CreateInstance(failure)!);

        await ClickAsync(new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), _review);

        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task A_click_on_Reject_opens_the_modal_for_its_attempt()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        await ClickAsync(new RejectButton(fixture.Decisions, fixture.Client, fixture.Answers, fixture.Failures), _review);

        await fixture.Slack.Views.Received(1).Open(
            "11.22", Arg.Is<ViewDefinition>(view => view.CallbackId == ActionIds.RejectModal && ButtonValue.TryParse(view.PrivateMetadata) == _review), Arg.Any<CancellationToken>());
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task A_click_on_Reject_without_permission_opens_no_modal()
    {
        var fixture = new SlackFixture("U0BOSS").With(TaskStates.Waiting());

        await ClickAsync(new RejectButton(fixture.Decisions, fixture.Client, fixture.Answers, fixture.Failures), _review);

        await fixture.Slack.Views.DidNotReceiveWithAnyArgs().Open("", null!);
        Assert.Single(fixture.Ephemerals);
    }

    [Fact]
    public async Task Undo_withdraws_the_rejection_it_names()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        await ClickAsync(new UndoButton(fixture.Decisions, fixture.Answers, fixture.Failures), new ButtonValue(TaskStates.WorkflowId, RejectionId: "reply:C:1"));

        Assert.Equal("reply:C:1", Assert.IsType<Undo>(fixture.Arguments.Single()).RejectionId);
    }

    [Fact]
    public async Task Undo_after_the_attempt_began_says_that_it_is_too_late()
    {
        var fixture = new SlackFixture().With(TaskStates.Of(WorkStatus.Running));

        await ClickAsync(new UndoButton(fixture.Decisions, fixture.Answers, fixture.Failures), new ButtonValue(TaskStates.WorkflowId, RejectionId: "reply:C:1"));

        Assert.Empty(fixture.Signals);
        Assert.StartsWith("Too late", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not ours")]
    public async Task A_foreign_button_value_decides_nothing_and_the_clicker_is_told(string value)
    {
        var fixture = new SlackFixture();

        await new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures).Handle(new ButtonAction { Value = value, ActionTs = "1" }, Request("U0ANY"));

        Assert.Empty(fixture.Signals);
        Assert.StartsWith("I don't know this task", Assert.Single(fixture.Ephemerals), StringComparison.Ordinal);
        await fixture.Tasks.DidNotReceiveWithAnyArgs().FindAsync("", default);
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
