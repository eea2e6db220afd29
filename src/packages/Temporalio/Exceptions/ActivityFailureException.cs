using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>An activity failed, timed out or was cancelled: <see cref="Exception.InnerException"/> says which and why.</summary>
public class ActivityFailureException : FailureException
{
    /// <summary>A failure that came over the wire.</summary>
    protected internal ActivityFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
        var info = failure?.ActivityFailureInfo ?? throw new ArgumentException("Not an activity failure.", nameof(failure));
        Identity = info.Identity.Length == 0 ? null : info.Identity;
        ActivityType = info.ActivityType?.Name ?? string.Empty;
        ActivityId = info.ActivityId;
        RetryState = info.RetryState;
    }

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>The worker that ran it.</summary>
    public string? Identity { get; }

    /// <summary>The activity's type.</summary>
    public string ActivityType { get; }

    /// <summary>The activity's id.</summary>
    public string ActivityId { get; }

    /// <summary>Why it is not tried again.</summary>
    public RetryState RetryState { get; }
}
