using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Commands;
using SlackNet.Blocks;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Actions;

/// <summary>Takes the feedback out of the reject modal. What cannot be taken keeps the modal open, with the text in it.</summary>
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
        var who = new Who(user, $"view:{view.Id}:{user}");
        try
        {
            var objection = await decisions.RejectAsync(review, who, string.IsNullOrEmpty(feedback) ? null : feedback, CancellationToken.None);
            return objection is null ? ViewSubmissionResponse.Null : Error(objection);
        }
        catch (Exception e)
        {
            return Error(failures.Explain(e, "Your feedback was not taken"));
        }
    }

    public Task HandleClose(ViewClosed viewClosed) => Task.CompletedTask;

    // Errors stand under the field as plain text.
    private static ViewErrorsResponse Error(string problem) => new() { Errors = new Dictionary<string, string> { [ActionIds.Feedback] = Mrkdwn.ToPlain(problem) } };
}
