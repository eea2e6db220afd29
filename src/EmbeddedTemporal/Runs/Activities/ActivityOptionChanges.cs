using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Changes the options of a pending activity.</summary>
internal static class ActivityOptionChanges
{
    /// <summary>The options as descriptions show them.</summary>
    public static ActivityOptions Of(ActivityState activity) => new()
    {
        TaskQueue = new TaskQueue { Name = activity.TaskQueue, NormalName = activity.TaskQueue },
        ScheduleToCloseTimeout = activity.ScheduleToCloseTimeout,
        ScheduleToStartTimeout = activity.ScheduleToStartTimeout,
        StartToCloseTimeout = activity.StartToCloseTimeout,
        HeartbeatTimeout = activity.HeartbeatTimeout,
        RetryPolicy = activity.RetryPolicy,
        Priority = activity.Priority,
    };

    /// <summary>Gives back the options that the activity was scheduled with.</summary>
    public static void Restore(ActivityState activity, ActivityTaskScheduledEventAttributes scheduled)
    {
        activity.TaskQueue = scheduled.TaskQueue.Name;
        activity.ScheduleToCloseTimeout = scheduled.ScheduleToCloseTimeout;
        activity.ScheduleToStartTimeout = scheduled.ScheduleToStartTimeout;
        activity.StartToCloseTimeout = scheduled.StartToCloseTimeout;
        activity.HeartbeatTimeout = scheduled.HeartbeatTimeout;
        activity.RetryPolicy = scheduled.RetryPolicy;
        activity.Priority = scheduled.Priority;
    }

    /// <summary>Sets the options that the mask names.</summary>
    /// <exception cref="RpcException">The mask or an option is wrong.</exception>
    public static void Apply(ActivityState activity, ActivityOptions? options, FieldMask? mask, ServiceLimits limits)
    {
        if (options is null)
        {
            throw Errors.Invalid("ActivityOptions are not provided");
        }

        if (mask is null || mask.Paths.Count == 0)
        {
            throw Errors.Invalid("UpdateMask is not provided");
        }

        var changed = Of(activity).Clone();
        foreach (var path in mask.Paths)
        {
            Set(changed, options, path);
        }

        Check(activity, changed, limits);
        activity.TaskQueue = changed.TaskQueue.Name;
        activity.ScheduleToCloseTimeout = changed.ScheduleToCloseTimeout;
        activity.ScheduleToStartTimeout = changed.ScheduleToStartTimeout;
        activity.StartToCloseTimeout = changed.StartToCloseTimeout;
        activity.HeartbeatTimeout = changed.HeartbeatTimeout;
        activity.RetryPolicy = RetryPolicies.WithDefaults(changed.RetryPolicy);
        activity.Priority = changed.Priority;
    }

    private static void Check(ActivityState activity, ActivityOptions options, ServiceLimits limits)
    {
        var command = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = activity.ActivityId,
            ActivityType = new ActivityType { Name = activity.ActivityType },
            TaskQueue = options.TaskQueue,
            ScheduleToCloseTimeout = options.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = options.ScheduleToStartTimeout,
            StartToCloseTimeout = options.StartToCloseTimeout,
            HeartbeatTimeout = options.HeartbeatTimeout,
            RetryPolicy = options.RetryPolicy,
        };
        if (ActivityCommands.Problem(command, limits) is { } problem)
        {
            throw Errors.Invalid(problem);
        }
    }

    private static void Set(ActivityOptions target, ActivityOptions source, string path)
    {
        var policy = target.RetryPolicy;
        switch (path)
        {
            case "task_queue" or "task_queue.name":
                target.TaskQueue.Name = (source.TaskQueue ?? throw NotProvided("TaskQueue")).Name;
                break;
            case "schedule_to_close_timeout":
                target.ScheduleToCloseTimeout = source.ScheduleToCloseTimeout;
                break;
            case "schedule_to_start_timeout":
                target.ScheduleToStartTimeout = source.ScheduleToStartTimeout;
                break;
            case "start_to_close_timeout":
                target.StartToCloseTimeout = source.StartToCloseTimeout;
                break;
            case "heartbeat_timeout":
                target.HeartbeatTimeout = source.HeartbeatTimeout;
                break;
            case "retry_policy":
                target.RetryPolicy = source.RetryPolicy ?? throw NotProvided("RetryPolicy");
                break;
            case "retry_policy.initial_interval":
                policy.InitialInterval = Policy(source).InitialInterval;
                break;
            case "retry_policy.backoff_coefficient":
                policy.BackoffCoefficient = Policy(source).BackoffCoefficient;
                break;
            case "retry_policy.maximum_interval":
                policy.MaximumInterval = Policy(source).MaximumInterval;
                break;
            case "retry_policy.maximum_attempts":
                policy.MaximumAttempts = Policy(source).MaximumAttempts;
                break;
            case "priority":
                target.Priority = source.Priority;
                break;
            case "priority.priority_key":
                (target.Priority ??= new Priority()).PriorityKey = source.Priority?.PriorityKey ?? 0;
                break;
            case "priority.fairness_key":
                (target.Priority ??= new Priority()).FairnessKey = source.Priority?.FairnessKey ?? "";
                break;
            case "priority.fairness_weight":
                (target.Priority ??= new Priority()).FairnessWeight = source.Priority?.FairnessWeight ?? 0;
                break;
            default:
                throw Errors.Invalid($"UpdateMask names '{path}', which is no option of an activity that can be changed.");
        }
    }

    private static RetryPolicy Policy(ActivityOptions source) => source.RetryPolicy ?? throw NotProvided("RetryPolicy");

    private static RpcException NotProvided(string what) => Errors.Invalid($"{what} is not provided");
}
