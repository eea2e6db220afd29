using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Commands;
using SlackNet.Blocks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>Handles the reject modal. If the feedback is refused, the modal stays open with its text.</summary>
internal sealed class RejectModalHandler(Decisions decisions, Failures failures) : IViewSubmissionHandler
{
    public async Task<ViewSubmissionResponse> Handle(ViewSubmission viewSubmission)
    {
        var view = viewSubmission.View;
        if (ButtonValue.TryParse(view?.PrivateMetadata) is not { } review || viewSubmission.User?.Id is not { Length: > 0 } user)
        {
            return Error(Decisions.Gone);
        }

        var feedback = view!.State?.GetValue<PlainTextInputValue>(ActionIds.Feedback, ActionIds.Feedback)?.Value?.Trim();
        if (feedback is { Length: > CommandParser.MaxFeedback })
        {
            return Error($"That has {feedback.Length:N0} characters; at most {CommandParser.MaxFeedback:N0} fit.");
        }

        // A view is sent once; the same one again is a retry.
        var actor = new Actor(user, $"view:{view.Id}:{user}");
        try
        {
            var objection = await decisions.RejectAsync(review, actor, string.IsNullOrEmpty(feedback) ? null : feedback, CancellationToken.None);
            return objection is null ? ViewSubmissionResponse.Null : Error(objection);
        }
        catch (Exception e)
        {
            return Error(failures.Explain(e, "Your feedback was not recorded"));
        }
    }

    public Task HandleClose(ViewClosed viewClosed) => Task.CompletedTask;

    // Slack shows errors under the field as plain text.
    private static ViewErrorsResponse Error(string problem) => new() { Errors = new Dictionary<string, string> { [ActionIds.Feedback] = Mrkdwn.ToPlain(problem) } };
}
