using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Priority = Temporalio.Common.Priority;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Activities;

/// <summary>What an activity's attempt knows of itself.</summary>
/// <param name="ActivityId">Its id.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="CurrentAttemptScheduledTime">When this attempt was scheduled, UTC.</param>
/// <param name="DataConverter">Reads <paramref name="HeartbeatDetails"/>.</param>
/// <param name="HeartbeatDetails">What the last heartbeat of the attempt before said.</param>
/// <param name="HeartbeatTimeout">The longest time between heartbeats.</param>
/// <param name="IsLocal">Whether the workflow's worker runs it itself.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Priority">Which tasks go first.</param>
/// <param name="RetryPolicy">How failed attempts are tried again.</param>
/// <param name="ScheduleToCloseTimeout">The longest time of all attempts.</param>
/// <param name="ScheduledTime">When the first attempt was scheduled, UTC.</param>
/// <param name="StartToCloseTimeout">The longest time of one attempt.</param>
/// <param name="StartedTime">When this attempt started, UTC.</param>
/// <param name="TaskQueue">Where it is run.</param>
/// <param name="TaskToken">Names this attempt to the service.</param>
/// <param name="WorkflowId">The workflow that called it.</param>
/// <param name="WorkflowNamespace">That workflow's namespace.</param>
/// <param name="WorkflowRunId">That workflow's run.</param>
/// <param name="WorkflowType">That workflow's type.</param>
public record ActivityInfo(
    string ActivityId,
    string ActivityType,
    int Attempt,
    DateTime CurrentAttemptScheduledTime,
    DataConverter DataConverter,
    IReadOnlyCollection<Payload> HeartbeatDetails,
    TimeSpan? HeartbeatTimeout,
    bool IsLocal,
    string Namespace,
    Priority Priority,
    RetryPolicy? RetryPolicy,
    TimeSpan? ScheduleToCloseTimeout,
    DateTime ScheduledTime,
    TimeSpan? StartToCloseTimeout,
    DateTime StartedTime,
    string TaskQueue,
    byte[] TaskToken,
    string? WorkflowId,
    string? WorkflowNamespace,
    string? WorkflowRunId,
    string? WorkflowType)
{
    /// <summary>Whether a workflow called it.</summary>
    public bool IsWorkflowActivity => WorkflowId is not null;

    internal Dictionary<string, object?> LoggerScope => field ??= new()
    {
        ["ActivityId"] = ActivityId,
        ["ActivityType"] = ActivityType,
        ["Attempt"] = Attempt,
        ["WorkflowId"] = WorkflowId,
        ["WorkflowRunId"] = WorkflowRunId,
        ["WorkflowType"] = WorkflowType,
    };

    /// <summary>One value of what the last heartbeat of the attempt before said.</summary>
    public Task<T> HeartbeatDetailAtAsync<T>(int index) => index < HeartbeatDetails.Count
        ? DataConverter.ToValueAsync<T>(HeartbeatDetails.ElementAt(index))
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {HeartbeatDetails.Count} heartbeat details.");
}
