using System.Security.Cryptography;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Tasks;
using SlackNet;
using Temporalio.Exceptions;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Answers;

/// <summary>Explains a failure to a person; the details go to the log under the same reference.</summary>
internal sealed partial class Failures(ILogger<Failures> logger)
{
    /// <summary>Logs an exception and explains it, as mrkdwn.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="what">What did not happen, for example <c>Your approval was not taken</c>.</param>
    public string Explain(Exception exception, string what)
    {
        var reference = RandomNumberGenerator.GetHexString(6, lowercase: true);
        Log.Failed(logger, exception, reference, what);
        return $":warning: {what}: {Reason(exception)} (reference `{reference}`)";
    }

    private static string Reason(Exception exception) => exception switch
    {
        MissingSearchAttributesException =>
            "the workflow service lacks the search attributes that tasks need, so nothing was started. An administrator of the bot creates them with `SlackClaudeBot check --fix`.",
        // It may or may not have taken the call.
        RpcException or RpcTimeoutOrCanceledException =>
            "the workflow service does not answer. Nothing is lost: check in a moment whether it happened after all, and try again if it did not.",
        SlackRateLimitException => "Slack asks me to slow down. Try again in a minute.",
        // A second click would not help.
        SlackException when SlackFailures.ToActivityFailure(exception) is { NonRetryable: true } refused => $"{refused.Message} An administrator of the bot has to repair that.",
        SlackException or HttpRequestException => "Slack did not accept my request. Try again in a moment.",
        OperationCanceledException or TimeoutException => "it took too long. Try again in a moment.",
        _ => "something is wrong on my side. Try again; if it keeps happening, an administrator of the bot finds the reason in the log.",
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{What} ({Reference})")]
        public static partial void Failed(ILogger logger, Exception exception, string reference, string what);
    }
}
