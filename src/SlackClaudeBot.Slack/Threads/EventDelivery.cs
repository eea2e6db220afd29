using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Inbound;
using SlackNet;
using SlackNet.Events;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Handles each event once, however often Slack delivers it. An event that fails is not acknowledged, and its next delivery is handled.
/// </summary>
internal sealed class EventDelivery(ReplyHandler replies, EphemeralAnswers answers, Deliveries deliveries) : IEventHandler
{
    public async Task Handle(EventCallback eventCallback)
    {
        try
        {
            await HandleAsync(eventCallback.Event);
        }
        catch (Exception e)
        {
            Handling.Fail(e);
            throw;
        }
    }

    private Task HandleAsync(Event slackEvent) => slackEvent switch
    {
        MessageEvent message when IncomingReply.From(message) is { } reply => TakeReplyAsync(reply),
        AppMention mention => TakeMentionAsync(mention),
        _ => Task.CompletedTask,
    };

    // A reply that mentions the bot arrives as a message and as a mention: one id, taken once.
    private Task<bool> TakeReplyAsync(IncomingReply reply) =>
        deliveries.OnceAsync(reply.Id, () => replies.HandleAsync(reply, CancellationToken.None));

    private async Task TakeMentionAsync(AppMention mention)
    {
        if (IncomingReply.From(mention) is { } reply && await TakeReplyAsync(reply))
        {
            return;
        }

        if (string.IsNullOrEmpty(mention.User))
        {
            return;
        }

        await deliveries.OnceAsync($"mention:{mention.Channel}:{mention.Ts}", async () =>
        {
            await answers.SendAsync(mention.Channel, mention.ThreadTs, mention.User, $"I take work by slash command: {Usage.Short}");
            return true;
        });
    }
}
