using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>A request to start a standalone activity: checked, and with its defaults.</summary>
internal static class ActivityStartCheck
{
    /// <exception cref="RpcException">Something is wrong with it, in the real service's words and order.</exception>
    public static void Check(StartActivityExecutionRequest request, ServiceLimits limits)
    {
        var (id, type, queue) = (request.ActivityId, request.ActivityType?.Name ?? "", request.TaskQueue?.Name ?? "");
        CheckDuration(request.StartDelay, "StartDelay");
        Errors.Require(queue.Length > 0, "taskQueue is not set");
        Errors.Require(queue.Length <= limits.MaxIdLength, "taskQueue length exceeds limit");
        Errors.Require(id.Length > 0, "activityId is not set");
        Errors.Require(type.Length > 0, "activityType is not set");
        if (request.RetryPolicy is { } policy && RetryPolicies.Problem(policy) is { } wrongPolicy)
        {
            throw Errors.Invalid(wrongPolicy);
        }

        CheckLength(id, "activityId", limits);
        CheckLength(type, "activityType", limits);
        if (TaskPriority.Problem(request.Priority) is { } wrongPriority)
        {
            throw Errors.Invalid($"invalid priorities: {wrongPriority}");
        }

        CheckDuration(request.ScheduleToCloseTimeout, "ScheduleToCloseTimeout");
        CheckDuration(request.ScheduleToStartTimeout, "ScheduleToStartTimeout");
        CheckDuration(request.StartToCloseTimeout, "StartToCloseTimeout");
        CheckDuration(request.HeartbeatTimeout, "HeartbeatTimeout");
        Errors.Require(
            Durations.IsSet(request.ScheduleToCloseTimeout) || Durations.IsSet(request.StartToCloseTimeout),
            $"a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity. ActivityId={id} ActivityType={type}");
        CheckLength(request.RequestId, "request ID", limits);
        CheckLength(request.Identity, "identity", limits);
        Errors.Require(System.Enum.IsDefined(request.IdReusePolicy), $"unsupported ID reuse policy: {request.IdReusePolicy}");
        Errors.Require(System.Enum.IsDefined(request.IdConflictPolicy), $"unsupported ID conflict policy: {request.IdConflictPolicy}");
        Errors.Require((request.Input?.CalculateSize() ?? 0) <= limits.MaxPayloadBytes, "input exceeds length limit");
        CallbackCheck.Check(request.CompletionCallbacks);
    }

    /// <summary>Checks how a request names an activity.</summary>
    /// <exception cref="RpcException">It names none.</exception>
    public static void CheckReference(string activityId, string runId, ServiceLimits limits)
    {
        Errors.Require(activityId.Length > 0, "activity ID is required");
        CheckLength(activityId, "activity ID", limits);
        Errors.Require(runId.Length == 0 || Guid.TryParseExact(runId, "D", out _), "invalid run id: must be a valid UUID");
    }

    /// <exception cref="RpcException">The text is too long.</exception>
    public static void CheckLength(string text, string name, ServiceLimits limits) =>
        Errors.Require(text.Length <= limits.MaxIdLength, $"{name} exceeds length limit. Length={text.Length} Limit={limits.MaxIdLength}");

    /// <summary>The part of a checked request that is stored.</summary>
    public static StandaloneActivityStart ToStart(StartActivityExecutionRequest request, Timestamp now) => new()
    {
        RunId = Guid.CreateVersion7(now.ToDateTimeOffset()).ToString(),
        RequestId = request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString(),
        Scheduled = ActivityCommands.Normalize(
            new ScheduleActivityTaskCommandAttributes
            {
                ActivityId = request.ActivityId,
                ActivityType = request.ActivityType,
                TaskQueue = request.TaskQueue,
                Header = request.Header,
                Input = request.Input,
                ScheduleToCloseTimeout = request.ScheduleToCloseTimeout,
                ScheduleToStartTimeout = request.ScheduleToStartTimeout,
                StartToCloseTimeout = request.StartToCloseTimeout,
                HeartbeatTimeout = request.HeartbeatTimeout,
                RetryPolicy = request.RetryPolicy,
                Priority = request.Priority,
            },
            TimeSpan.Zero),
        ScheduleTime = now,
        StartDelay = Durations.IsSet(request.StartDelay) ? Durations.From(Durations.Of(request.StartDelay)) : null,
        SearchAttributes = request.SearchAttributes,
        UserMetadata = request.UserMetadata,
        Links = { request.Links },
    };

    /// <summary>The state in which an activity begins.</summary>
    public static StandaloneActivityState FirstState(StandaloneActivityStart start) => new()
    {
        Status = ActivityExecutionStatus.Running,
        LastChangeTime = start.ScheduleTime,
        Activity = ActivityScheduling.State(new() { ActivityTaskScheduledEventAttributes = start.Scheduled, EventTime = Durations.Add(start.ScheduleTime, start.StartDelay) }),
    };

    private static void CheckDuration(Duration? duration, string name)
    {
        if (Durations.Problem(duration) is { } problem)
        {
            throw Errors.Invalid($"invalid {name}: {problem}");
        }
    }
}
