using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Inbound;
using SlackNet;
using SlackNet.Events;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Takes each event once, however often Slack delivers it. An event that fails is not taken: its exception refuses the
/// delivery, and Slack's next one is welcome.
/// </summary>
internal sealed class EventDelivery(ReplyHandler replies, EphemeralAnswers answers, Deliveries deliveries) : IEventHandler
{
    public Task Handle(EventCallback eventCallback) => eventCallback.Event switch
    {
        MessageEvent message when Reply.From(message) is { } reply => TakeReplyAsync(reply),
        AppMention mention => TakeMentionAsync(mention),
        _ => Task.CompletedTask,
    };

    // A reply that mentions the bot arrives as a message and as a mention: one id, taken once.
    private Task<bool> TakeReplyAsync(Reply reply) =>
        deliveries.OnceAsync(reply.Id, () => replies.HandleAsync(reply, CancellationToken.None));

    private async Task TakeMentionAsync(AppMention mention)
    {
        if (Reply.From(mention) is { } reply && await TakeReplyAsync(reply))
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
