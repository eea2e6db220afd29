using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Buttons;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Draws a line or a question in a task's thread.</summary>
public static partial class ThreadMessageRendering
{
    private const int MaxText = 2700;

    public static RenderedMessage Render(ThreadMessage message)
    {
        if (message.Kind == ThreadMessageKind.Answered)
        {
            return Answered(message);
        }

        var mention = string.IsNullOrEmpty(message.Mention) ? string.Empty : SlackText.User(message.Mention) + " ";
        var by = string.IsNullOrEmpty(message.By) ? string.Empty : $" By {SlackText.User(message.By)}.";
        var text = SlackText.Paragraphs(message.Text, MaxText) + by;
        var blocks = new List<Block> { BlockKit.Section($"{Sign(message.Kind)} {mention}{Body(message.Kind, text)}") };
        if (message.Kind == ThreadMessageKind.Question)
        {
            blocks.Add(BlockKit.Context("Reply in this thread; the agent goes on with your answer."));
        }

        if (!string.IsNullOrEmpty(message.Value))
        {
            if (message.UndoUntil is { } until)
            {
                blocks.Add(BlockKit.Context($"Undo ends {Amounts.TimeOfDay(until)}"));
            }

            blocks.Add(BlockKit.Actions(BlockKit.Button(
                ActionIds.Undo, "Undo", new ButtonValue(message.WorkflowId, RejectionId: message.Value).Encode())));
        }

        var fallback = (mention + SlackText.Inline(message.Text, SlackLimits.MessageText - mention.Length)).Trim();
        return new RenderedMessage(fallback.Length > 0 ? fallback : "(an empty message)", blocks);
    }

    private static RenderedMessage Answered(ThreadMessage message)
    {
        var who = string.IsNullOrEmpty(message.Mention) ? "from Temporal's tools" : $"by {SlackText.User(message.Mention)}";
        var text = SlackText.Paragraphs(message.Text, MaxText);
        return new RenderedMessage("The agent's question is answered", [BlockKit.Section($":question: *The agent asked:*\n{text}"), BlockKit.Context($":white_check_mark: Answered {who}")]);
    }

    private static string Body(ThreadMessageKind kind, string text) => kind switch
    {
        ThreadMessageKind.Question => "*The agent asks:*\n" + text,
        // Slack does not turn addresses into links here; those of pull requests are ours.
        ThreadMessageKind.Ended when text.Length < MaxText / 2 => Address().Replace(text, "<$0>"),
        _ => text,
    };

    private static string Sign(ThreadMessageKind kind) => kind switch
    {
        ThreadMessageKind.Question => ":question:",
        ThreadMessageKind.Reminder => ":alarm_clock:",
        ThreadMessageKind.FeedbackTaken => ":memo:",
        ThreadMessageKind.Warning => ":warning:",
        ThreadMessageKind.Ended => ":checkered_flag:",
        ThreadMessageKind.Failed => ":x:",
        _ => ":information_source:",
    };

    [GeneratedRegex(@"https?://[\w.:/~%-]+[\w/]", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
