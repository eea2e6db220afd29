using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The decision whether an activity is retried, and after how long.</summary>
/// <param name="State">The reason if it is not.</param>
/// <param name="Next">The pause before the next attempt.</param>
internal readonly record struct ActivityRetry(RetryState State, TimeSpan? Next)
{
    public static ActivityRetry After(ActivityState activity, Failure failure, DateTimeOffset now, DateTimeOffset? runExpiration)
    {
        if (activity.CancelRequestedEventId > 0)
        {
            return new(RetryState.CancelRequested, null);
        }

        var expires = Durations.IsSet(activity.ScheduleToCloseTimeout)
            ? activity.ScheduledTime.ToDateTimeOffset() + Durations.Of(activity.ScheduleToCloseTimeout)
            : runExpiration;
        var attempt = activity.IsReset ? 0 : activity.Attempt;
        if (activity.Pause is not null && IsRetryable(failure, activity.RetryPolicy))
        {
            // The next attempt begins when the activity is unpaused, even beyond the number of attempts that it was to have.
            return new(RetryState.InProgress, RetryPolicies.Backoff(activity.RetryPolicy, Math.Max(1, attempt)));
        }

        return After(activity.RetryPolicy, attempt, failure, now, expires);
    }

    /// <summary>After an attempt of an activity or of a whole workflow.</summary>
    public static ActivityRetry After(RetryPolicy policy, int attempt, Failure failure, DateTimeOffset now, DateTimeOffset? expires)
    {
        if (!IsRetryable(failure, policy))
        {
            return new(RetryState.NonRetryableFailure, null);
        }

        if (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
        {
            return new(RetryState.MaximumAttemptsReached, null);
        }

        var asked = failure.ApplicationFailureInfo?.NextRetryDelay;
        var backoff = asked is not null ? Durations.Of(asked) : RetryPolicies.Backoff(policy, Math.Max(1, attempt));
        return now + backoff > expires ? new(RetryState.Timeout, null) : new(RetryState.InProgress, backoff);
    }

    /// <summary>Whether the kind of failure lets another attempt follow.</summary>
    public static bool IsRetryable(Failure failure, RetryPolicy policy) => failure.FailureInfoCase switch
    {
        Failure.FailureInfoOneofCase.ApplicationFailureInfo => !failure.ApplicationFailureInfo.NonRetryable && !policy.NonRetryableErrorTypes.Contains(failure.ApplicationFailureInfo.Type),
        Failure.FailureInfoOneofCase.ServerFailureInfo => !failure.ServerFailureInfo.NonRetryable,
        Failure.FailureInfoOneofCase.TerminatedFailureInfo or Failure.FailureInfoOneofCase.CanceledFailureInfo => false,
        Failure.FailureInfoOneofCase.TimeoutFailureInfo => failure.TimeoutFailureInfo.TimeoutType is TimeoutType.StartToClose or TimeoutType.Heartbeat
            && !policy.NonRetryableErrorTypes.Contains($"TemporalTimeout:{failure.TimeoutFailureInfo.TimeoutType}"),
        _ => true,
    };

    public static Failure TimeoutFailure(TimeoutType type) => new()
    {
        Message = $"activity {type} timeout",
        Source = "Server",
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type },
    };

    public static Failure NoTimeLeft() => new()
    {
        Message = "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying",
        Source = "Server",
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.ScheduleToClose },
    };
}
