using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>A click on Cancel, confirmed in the button's own dialog.</summary>
internal sealed class CancelButton(Decisions decisions, EphemeralAnswers answers, Failures failures) : ReviewButton(answers, failures)
{
    protected override string OnFailure => "The task was not cancelled";

    protected override Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken) =>
        decisions.CancelAsync(value.WorkflowId, actor, reason: null, cancellationToken);
}
