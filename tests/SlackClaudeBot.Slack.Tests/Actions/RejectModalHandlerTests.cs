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
        var bench = new SlackBench().With(TaskStates.Waiting());

        var response = await bench.RejectModal().Handle(Submission(typed));

        Assert.Null(response);
        Assert.Equal(new Reject("view:V1:U0ANY", "U0ANY", "fix", 1, feedback), Assert.Single(bench.Arguments));
    }

    [Fact]
    public async Task A_late_modal_stays_open_with_its_text()
    {
        var bench = new SlackBench().With(TaskStates.Of(WorkStatus.Completed));

        Assert.Contains("Already decided", Error(await bench.RejectModal().Handle(Submission("x"))), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task Feedback_that_is_too_long_is_refused_with_its_length()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());

        Assert.Contains("3,001", Error(await bench.RejectModal().Handle(Submission(new string('x', 3001)))), StringComparison.Ordinal);
        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task If_Temporal_is_down_the_modal_stays_open_with_its_text()
    {
        var bench = new SlackBench().With(TaskStates.Waiting());
        bench.Tasks.SignalAsync("", "", "", default).ThrowsAsyncForAnyArgs(new TimeoutException());

        Assert.Contains("was not recorded", Error(await bench.RejectModal().Handle(Submission("x"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_that_is_not_ours_does_nothing()
    {
        var bench = new SlackBench();
        var submission = Submission("x");
        submission.View.PrivateMetadata = "{}";

        Error(await bench.RejectModal().Handle(submission));

        Assert.Empty(bench.Signals);
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
