using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Contracts;

/// <summary>The failures of activities that a workflow tells apart by <see cref="FailureTypes"/>.</summary>
public static class ActivityFailures
{
    /// <summary>A person must change something first; a retry would fail the same way.</summary>
    public static ApplicationFailureException InvalidRequest(string message, Exception? cause = null) =>
        new(message, cause, FailureTypes.InvalidRequest, nonRetryable: true);

    /// <summary>The work breaks a rule, so it is not pushed.</summary>
    public static ApplicationFailureException PolicyViolation(string message, Exception? cause = null) =>
        new(message, cause, FailureTypes.PolicyViolation, nonRetryable: true);

    /// <summary>A retry may succeed, at the earliest after <paramref name="retryAfter"/> if that is given.</summary>
    public static ApplicationFailureException Transient(string message, Exception? cause = null, TimeSpan? retryAfter = null) =>
        new(message, cause, FailureTypes.Transient, nextRetryDelay: retryAfter);

    /// <summary>The sandbox no longer exists.</summary>
    public static ApplicationFailureException SandboxLost(Exception cause) =>
        new(cause.Message, cause, FailureTypes.SandboxLost, nonRetryable: true);
}
