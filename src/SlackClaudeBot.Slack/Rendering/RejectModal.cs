using SlackClaudeBot.Slack.Buttons;
using SlackNet;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Draws the dialog that asks why something is rejected.</summary>
public static class RejectModal
{
    /// <param name="value">The button's value; comes back as the view's private metadata.</param>
    public static ModalViewDefinition Render(ButtonValue value) => new()
    {
        CallbackId = ActionIds.RejectModal,
        PrivateMetadata = value.Encode(),
        Title = new PlainText("Reject"),
        Submit = new PlainText("Reject"),
        Close = new PlainText("Back"),
        Blocks =
        [
            new InputBlock
            {
                BlockId = ActionIds.Feedback,
                Optional = true,
                Label = new PlainText("What should be done differently?"),
                Hint = new PlainText(value.IsLast == true
                    ? "This was the last attempt: the task ends as rejected. What you write stays in its thread."
                    : "With feedback the agent tries again. Without, the task ends as rejected."),
                Element = new PlainTextInput
                {
                    ActionId = ActionIds.Feedback,
                    Multiline = true,
                    MaxLength = SlackLimits.PlainTextInput,
                    FocusOnLoad = true,
                    Placeholder = new PlainText("Handle the empty cart in the service, not in the view"),
                },
            },
        ],
    };
}
