using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Blocks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Tests.Actions;

public sealed class RejectModalHandlerTests
{
    [Theory]
    [InlineData("  use a transaction ", "use a transaction")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task The_modal_rejects_with_the_typed_feedback(string? typed, string? feedback)
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        var response = await fixture.RejectModal().Handle(Submission(typed));

        Assert.Null(response);
        Assert.Equal(new Reject("view:V1:U0ANY", "U0ANY", "fix", 1, feedback), Assert.Single(fixture.Arguments));
    }

    [Fact]
    public async Task A_late_modal_stays_open_with_its_text()
    {
        var fixture = new SlackFixture().With(TaskStates.Of(WorkStatus.Completed));

        Assert.Contains("Already decided", Error(await fixture.RejectModal().Handle(Submission("x"))), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task Feedback_that_is_too_long_is_refused_with_its_length()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());

        Assert.Contains("3,001", Error(await fixture.RejectModal().Handle(Submission(new string('x', 3001)))), StringComparison.Ordinal);
        Assert.Empty(fixture.Signals);
    }

    [Fact]
    public async Task If_Temporal_is_down_the_modal_stays_open_with_its_text()
    {
        var fixture = new SlackFixture().With(TaskStates.Waiting());
        fixture.Tasks.SignalAsync("", "", "", default).ThrowsAsyncForAnyArgs(new TimeoutException());

        Assert.Contains("was not recorded", Error(await fixture.RejectModal().Handle(Submission("x"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_that_is_not_ours_does_nothing()
    {
        var fixture = new SlackFixture();
        var submission = Submission("x");
        submission.View.PrivateMetadata = "{}";

        Error(await fixture.RejectModal().Handle(submission));

        Assert.Empty(fixture.Signals);
    }

    private static string Error(ViewSubmissionResponse response) => Assert.IsType<ViewErrorsResponse>(response).Errors[ActionIds.Feedback];

    private static ViewSubmission Submission(string? typed) => new()
    {
        User = new User { Id = "U0ANY" },
        View = new ModalViewInfo
        {
            Id = "V1",
            CallbackId = ActionIds.RejectModal,
            PrivateMetadata = new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode(),
            State = new ViewState { Values = { [ActionIds.Feedback] = new() { [ActionIds.Feedback] = new PlainTextInputValue { Value = typed } } } },
        },
    };
}
