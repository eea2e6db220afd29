using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Inbound;
using SlackNet;
using SlackNet.Events;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>
/// Handles each event once, however often Slack delivers it. An event that fails is not acknowledged, and its next delivery is handled.
/// </summary>
internal sealed class EventDelivery(
    ReplyHandler replies, ThreadCommands commands, BotIdentity bot, Workspace workspace, EphemeralAnswers answers, DeliveryDeduplicator deduplicator) : IEventHandler
{
    public async Task Handle(EventCallback eventCallback)
    {
        workspace.Seen(eventCallback.TeamId);
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
        MessageChanged changed => IncomingReply.FromEdit(changed) is { } edited ? TakeEditAsync(edited) : Task.CompletedTask,
        MessageEvent message when IncomingReply.From(message) is { } reply => TakeReplyAsync(reply),
        AppMention mention => TakeMentionAsync(mention),
        _ => Task.CompletedTask,
    };

    // A reply that mentions the bot arrives as a message and as a mention: one id, handled once.
    private Task<bool> TakeReplyAsync(IncomingReply reply) =>
        deduplicator.RunOnceAsync(reply.Id, () => replies.HandleAsync(reply, CancellationToken.None));

    private Task<bool> TakeEditAsync(IncomingReply edited) => deduplicator.RunOnceAsync(edited.EditId, async () =>
    {
        await replies.HandleEditAsync(edited, CancellationToken.None);
        return true;
    });

    private async Task TakeMentionAsync(AppMention mention)
    {
        if (IncomingReply.From(mention) is { } reply && await TakeReplyAsync(reply))
        {
            return;
        }

        // An edit mentions the bot once more.
        if (string.IsNullOrEmpty(mention.User) || mention.Edited is not null)
        {
            return;
        }

        await deduplicator.RunOnceAsync($"mention:{mention.Channel}:{mention.Ts}", async () =>
        {
            if (!await commands.TryRunAsync(mention, await bot.GetUserIdAsync(CancellationToken.None)))
            {
                await answers.SendAsync(mention.Channel, mention.ThreadTs, mention.User, $"Begin with a verb, here after my name or as a slash command: {Usage.Short}");
            }

            return true;
        });
    }
}
