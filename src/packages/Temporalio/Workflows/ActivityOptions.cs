using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>How an activity is run. One of <see cref="StartToCloseTimeout"/> and <see cref="ScheduleToCloseTimeout"/> must be set.</summary>
public class ActivityOptions : ICloneable
{
    /// <summary>The longest time from scheduling to the end, with all attempts.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; set; }

    /// <summary>The longest time until a worker takes it. Not retried.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; set; }

    /// <summary>The longest time of one attempt.</summary>
    public TimeSpan? StartToCloseTimeout { get; set; }

    /// <summary>The longest time between heartbeats.</summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>How failed attempts are tried again; null for the service's default, which never gives up.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>What the workflow waits for when it cancels the activity.</summary>
    public ActivityCancellationType CancellationType { get; set; } = ActivityCancellationType.TryCancel;

    /// <summary>Cancels the activity; null for <see cref="Workflow.CancellationToken"/>.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>Where it is run; null for the workflow's own task queue.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>One line for Temporal's UI.</summary>
    public string? Summary { get; set; }

    /// <summary>Its id; null for a number. Best left alone.</summary>
    public string? ActivityId { get; set; }

    /// <summary>Whether the worker of the workflow may not be handed the activity at once.</summary>
    public bool DisableEagerActivityExecution { get; set; }

    /// <summary>Which activities go first.</summary>
    public Priority? Priority { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone()
    {
        var copy = (ActivityOptions)MemberwiseClone();
        copy.RetryPolicy = RetryPolicy is null ? null : RetryPolicy with { };
        return copy;
    }
}
