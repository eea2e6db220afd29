using SlackClaudeBot.Workflows.Texts;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows;

/// <summary>Reads what a failed activity means.</summary>
internal static class Failures
{
    private const int MaxReasonLength = 500;

    /// <summary>Whether an activity says that its sandbox is gone.</summary>
    public static bool IsSandboxLost(Exception exception) => IsOfType(exception, FailureTypes.SandboxLost);

    /// <summary>Whether nobody took an activity in time: the host whose queue it waits in may be gone.</summary>
    public static bool IsHostSilent(Exception exception) =>
        exception is ActivityFailureException { InnerException: TimeoutFailureException { TimeoutType: TimeoutType.ScheduleToStart } };

    /// <summary>Whether an activity failed with one of <see cref="FailureTypes"/>.</summary>
    public static bool IsOfType(Exception exception, string failureType) =>
        exception is ActivityFailureException { InnerException: ApplicationFailureException cause } && cause.ErrorType == failureType;

    /// <summary>Why, in one line for people.</summary>
    public static string Reason(Exception exception)
    {
        var cause = exception is ActivityFailureException { InnerException: { } inner } ? inner : exception;
        var what = exception is ActivityFailureException failed ? failed.ActivityType + ": " : string.Empty;
        return CleanText.OneLine(what + cause.Message, MaxReasonLength);
    }
}
