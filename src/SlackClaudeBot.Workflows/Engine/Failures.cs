using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Reads what a failed activity means.</summary>
internal static class Failures
{
    private const int MaxReasonLength = 500;
    private const string CaptionKey = "caption";

    /// <summary>Whether an activity says that its sandbox is gone.</summary>
    public static bool IsSandboxLost(Exception exception) => IsOfType(exception, FailureTypes.SandboxLost);

    /// <summary>What a run of the agent had cost that came to no result, in US dollars; 0 where it does not say.</summary>
    public static decimal CostUsd(ActivityFailureException exception) =>
        exception.InnerException is ApplicationFailureException { Details: { Count: > 0 } details } ? details.ElementAt<decimal>(0) : 0;

    /// <summary>Whether nobody took an activity in time: the host whose queue it waits in may be gone.</summary>
    public static bool IsHostUnresponsive(Exception exception) =>
        exception is ActivityFailureException { InnerException: TimeoutFailureException { TimeoutType: TimeoutType.ScheduleToStart } };

    /// <summary>Why, in a few words for people: what did not work, the reason, and what to do if the reason does not say it.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="kind">The kind of the task, whose command starts it again.</param>
    public static string Reason(Exception exception, TaskKind kind) => exception is ActivityFailureException { InnerException: { } cause } failed
        ? $"{Caption(failed)}: {Why(cause, kind.Command)}"
        : TextSanitizer.SingleLine(exception.Message, MaxReasonLength);

    /// <summary>Why, for a log: what did not work, and the reason.</summary>
    public static string ForLog(ActivityFailureException exception) => $"{Caption(exception)}: {Sentence(exception.InnerException ?? exception)}";

    /// <summary>What the activity said, in one sentence; empty if it said nothing for people.</summary>
    public static string Cause(ActivityFailureException exception) => exception.InnerException is ApplicationFailureException cause ? Sentence(cause) : string.Empty;

    private static bool IsOfType(Exception exception, string failureType) =>
        exception is ActivityFailureException { InnerException: ApplicationFailureException cause } && cause.ErrorType == failureType;

    /// <summary>Notes on a failure what did not work, in the words of the call.</summary>
    public static void SetCaption(ActivityFailureException failure, string failed) => failure.Data[CaptionKey] = failed;

    private static object Caption(ActivityFailureException failure) => failure.Data[CaptionKey] ?? failure.ActivityType;

    private static string Why(Exception cause, string command) => cause switch
    {
        ApplicationFailureException { ErrorType: FailureTypes.SandboxLost } => $"{Sentence(cause)} It was lost too many times; whoever runs the bot should look at that machine.",
        // The message is already actionable.
        ApplicationFailureException { ErrorType: FailureTypes.InvalidRequest or FailureTypes.PolicyViolation } => TextSanitizer.SingleLine(cause.Message, MaxReasonLength),
        ApplicationFailureException => $"{Sentence(cause)} Every retry failed. Start the task again with {command} once that works.",
        TimeoutFailureException { TimeoutType: TimeoutType.ScheduleToStart } => $"the machine that holds the task's sandbox does not answer. Have it started again, or start the task again with {command}.",
        TimeoutFailureException => $"it took too long every time. Start the task again with {command}; if it keeps happening, whoever runs the bot will find more in its log.",
        _ => $"{Sentence(cause)} Whoever runs the bot will find more in its log.",
    };

    private static string Sentence(Exception cause) => Sentence(TextSanitizer.SingleLine(cause.Message, MaxReasonLength));

    /// <summary>What was said, with one full stop at its end.</summary>
    internal static string Sentence(string said) => said is [.., '.' or '!' or '?' or '…'] ? said : said + ".";
}
