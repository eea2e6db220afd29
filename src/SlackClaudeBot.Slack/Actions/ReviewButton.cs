using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Blocks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>Base of all button handlers: reads the value and the person, and tells the person if the click did nothing.</summary>
internal abstract class ReviewButton(EphemeralAnswers answers, Failures failures) : IBlockActionHandler<ButtonAction>
{
    /// <summary>The words for a failure, for the answer.</summary>
    protected abstract string OnFailure { get; }

    public async Task Handle(ButtonAction action, BlockActionRequest request)
    {
        if (request.User?.Id is not { Length: > 0 } user)
        {
            return;
        }

        if (ButtonValue.TryParse(action.Value) is not { } value)
        {
            // Not one of our values: a message of an older version, or a forged request.
            await answers.SendAsync(request, Decisions.Gone);
            return;
        }

        var message = request.Container?.MessageTs ?? request.Message?.Ts;
        var actor = new Actor(user, $"click:{action.ActionTs}:{user}:{message}");
        if (await TryHandleAsync(value, actor, request) is { } answer)
        {
            await answers.SendAsync(request, answer);
        }
    }

    /// <returns>An answer for the person who clicked; null for none.</returns>
    protected abstract Task<string?> HandleAsync(ButtonValue value, Actor actor, BlockActionRequest request, CancellationToken cancellationToken);

    private async Task<string?> TryHandleAsync(ButtonValue value, Actor actor, BlockActionRequest request)
    {
        try
        {
            return await HandleAsync(value, actor, request, CancellationToken.None);
        }
        catch (Exception e)
        {
            return failures.Explain(e, OnFailure);
        }
    }
}
