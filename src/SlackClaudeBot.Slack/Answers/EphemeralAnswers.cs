using SlackNet;
using SlackNet.Interaction;
using SlackNet.WebApi;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Answers;

/// <summary>Sends ephemeral messages. Their failures are logged only: the work that they report is done.</summary>
internal sealed partial class EphemeralAnswers(ISlackApiClient slack, ILogger<EphemeralAnswers> logger)
{
    // Slack expects the acknowledgement within 3 s, and it is sent after the answer.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    /// <summary>Answers a click, in its thread.</summary>
    public Task SendAsync(BlockActionRequest request, string text)
    {
        var thread = request.Container?.ThreadTs ?? request.Message?.ThreadTs;
        return string.IsNullOrEmpty(request.ResponseUrl)
            ? SendAsync(request.Container?.ChannelId ?? request.Channel?.Id, thread, request.User.Id, text)
            : SendAsync(request.ResponseUrl, thread, text);
    }

    /// <summary>Answers through a <c>response_url</c>; without one, nothing is sent.</summary>
    public Task SendAsync(string? responseUrl, string? threadTs, string text) => string.IsNullOrEmpty(responseUrl)
        ? Task.CompletedTask
        : TryAsync(timeout => slack.Respond(
            new BlockActionRequest { ResponseUrl = responseUrl },
            new MessageResponse { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = Mrkdwn.Fit(text), ThreadTs = threadTs } },
            timeout));

    /// <summary>Sends a message to one person in a channel or thread.</summary>
    public Task SendAsync(string? channel, string? threadTs, string userId, string text) =>
        TryAsync(timeout => slack.Chat.PostEphemeral(userId, new Message { Channel = channel, ThreadTs = threadTs, Text = Mrkdwn.Fit(text) }, timeout));

    /// <summary>An ephemeral answer to a command.</summary>
    public static SlashCommandResponse ToCommand(string text) =>
        new() { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = Mrkdwn.Fit(text) } };

    private async Task TryAsync(Func<CancellationToken, Task> send)
    {
        using var timeout = new CancellationTokenSource(_timeout);
        try
        {
            await send(timeout.Token);
        }
        catch (Exception e)
        {
            // Of any kind: an answer without Content-Type alone makes SlackNet throw a NullReferenceException.
            Log.NotSent(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "An ephemeral answer did not reach Slack")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
