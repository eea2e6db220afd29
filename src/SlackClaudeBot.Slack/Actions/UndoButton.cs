using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>A click on Undo: a thread reply was not meant as feedback.</summary>
internal sealed class UndoButton(Decisions decisions, EphemeralAnswers answers, Failures failures) : ReviewButton(answers, failures)
{
    protected override string OnFailure => "The feedback was not taken back";

    protected override Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken) =>
        decisions.UndoAsync(value, actor, cancellationToken);
}
