using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Blocks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>What all buttons have in common: their value, who clicked, and an answer to that person where the click did nothing.</summary>
internal abstract class ReviewButton(EphemeralAnswers answers, Failures failures) : IBlockActionHandler<ButtonAction>
{
    /// <summary>What to say did not happen, should it fail.</summary>
    protected abstract string OnFailure { get; }

    public async Task Handle(ButtonAction action, BlockActionRequest request)
    {
        if (request.User?.Id is not { Length: > 0 } user)
        {
            return;
        }

        if (ButtonValue.TryParse(action.Value) is not { } value)
        {
            // Not one of ours: a message of an older version, or of somebody who tries.
            await answers.SendAsync(request, Decisions.Gone);
            return;
        }

        var message = request.Container?.MessageTs ?? request.Message?.Ts;
        var who = new Who(user, $"click:{action.ActionTs}:{user}:{message}");
        if (await TryHandleAsync(value, who, request) is { } answer)
        {
            await answers.SendAsync(request, answer);
        }
    }

    /// <returns>What to say to who clicked; null for nothing.</returns>
    protected abstract Task<string?> HandleAsync(ButtonValue value, Who who, BlockActionRequest request, CancellationToken cancellationToken);

    private async Task<string?> TryHandleAsync(ButtonValue value, Who who, BlockActionRequest request)
    {
        try
        {
            return await HandleAsync(value, who, request, CancellationToken.None);
        }
        catch (Exception e)
        {
            return failures.Explain(e, OnFailure);
        }
    }
}
