using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>A click on Approve.</summary>
internal sealed class ApproveButton(Decisions decisions, EphemeralAnswers answers, Failures failures) : ReviewButton(answers, failures)
{
    protected override string OnFailure => "Your approval was not recorded";

    protected override Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken) =>
        decisions.ApproveAsync(value, actor, cancellationToken);
}
