using SlackNet;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>Says in the log, at start, as whom Slack knows the bot. A token that is refused would else show with the first task alone.</summary>
internal sealed partial class Introduction(ISlackApiClient slack, ILogger<Introduction> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var known = await slack.Auth.Test(stoppingToken);
            Log.Known(logger, known.User, known.Team);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Nobody reads it any more.
        }
        catch (Exception e) when (SlackTokens.FindRefusal(e, SlackTokens.Bot) is { } refusal)
        {
            Log.Refused(logger, refusal.Name, refusal.Message, refusal.Help);
        }
        catch (Exception e)
        {
            Log.NoAnswer(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Slack knows the bot as @{User} of {Team}")]
        public static partial void Known(ILogger logger, string user, string team);

        [LoggerMessage(LogLevel.Error, "{Setting} {Problem} No task can be shown. {Help}")]
        public static partial void Refused(ILogger logger, string setting, string problem, string help);

        [LoggerMessage(LogLevel.Warning, "Slack does not say whether it takes SLACK_BOT_TOKEN")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}
