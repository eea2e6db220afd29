using SlackNet;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>Logs at start as which user Slack accepts the bot: a refused token would otherwise show only with the first task.</summary>
internal sealed partial class SlackConnectionCheck(ISlackApiClient slack, ILogger<SlackConnectionCheck> logger) : BackgroundService
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
            // The program is stopping.
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
        [LoggerMessage(LogLevel.Information, "Connected to Slack as @{User} ({Team})")]
        public static partial void Known(ILogger logger, string user, string team);

        [LoggerMessage(LogLevel.Error, "{Setting} {Problem} No task can be shown. {Help}")]
        public static partial void Refused(ILogger logger, string setting, string problem, string help);

        [LoggerMessage(LogLevel.Warning, "Slack does not answer whether it accepts SLACK_BOT_TOKEN")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}
