using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>A click on Try again: a failed agent runs once more without feedback.</summary>
internal sealed class RetryButton(Decisions decisions, EphemeralAnswers answers, Failures failures) : ReviewButton(answers, failures)
{
    protected override string OnFailure => "The agent was not asked to try again";

    protected override Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken) =>
        decisions.RetryAsync(value, actor, cancellationToken);
}
