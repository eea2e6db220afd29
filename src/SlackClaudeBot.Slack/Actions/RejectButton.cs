using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Reviews;
using SlackNet;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>A click on Reject: asks for feedback. Nothing is decided before the modal is sent.</summary>
internal sealed class RejectButton(Decisions decisions, ISlackApiClient slack, EphemeralAnswers answers, Failures failures)
    : ReviewButton(answers, failures)
{
    protected override string OnFailure => "The form for your feedback did not open";

    protected override async Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken)
    {
        // The form may add to pending feedback.
        var objection = await decisions.ValidateDecisionAsync(value, actor.UserId, ReviewAction.RejectWithFeedback, cancellationToken);
        if (objection is not null)
        {
            return objection;
        }

        await slack.Views.Open(request.TriggerId, RejectModal.Render(value), cancellationToken);
        return null;
    }
}
