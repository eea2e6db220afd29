using SlackNet;
using SlackNet.Interaction;
using SlackNet.WebApi;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Answers;

/// <summary>Says things to one person alone. What was done is done: an answer that does not arrive is logged, no more.</summary>
internal sealed partial class EphemeralAnswers(ISlackApiClient slack, ILogger<EphemeralAnswers> logger)
{
    // The acknowledgement, which Slack wants within 3 s, waits for it.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    /// <summary>Answers a click, in the thread it was made in.</summary>
    public Task SendAsync(BlockActionRequest request, string text)
    {
        var thread = request.Container?.ThreadTs ?? request.Message?.ThreadTs;
        return string.IsNullOrEmpty(request.ResponseUrl)
            ? SendAsync(request.Container?.ChannelId ?? request.Channel?.Id, thread, request.User.Id, text)
            : TryAsync(timeout => slack.Respond(
                request,
                new MessageResponse { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = Mrkdwn.Fit(text), ThreadTs = thread } },
                timeout));
    }

    /// <summary>Says something in a channel or thread.</summary>
    public Task SendAsync(string? channel, string? threadTs, string userId, string text) =>
        TryAsync(timeout => slack.Chat.PostEphemeral(userId, new Message { Channel = channel, ThreadTs = threadTs, Text = Mrkdwn.Fit(text) }, timeout));

    /// <summary>The same as the answer to a command.</summary>
    public static SlashCommandResponse ToCommand(string text) =>
        new() { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = Mrkdwn.Fit(text) } };

    private async Task TryAsync(Func<CancellationToken, Task> send)
    {
        using var timeout = new CancellationTokenSource(_timeout);
        try
        {
            await send(timeout.Token);
        }
        catch (Exception e) when (e is SlackException or SlackRateLimitException or HttpRequestException or OperationCanceledException)
        {
            Log.NotSent(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "An ephemeral answer did not reach Slack")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
