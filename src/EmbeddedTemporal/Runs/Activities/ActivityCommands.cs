using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Settings;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using TaskQueue = Temporalio.Api.TaskQueue.V1.TaskQueue;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks a command to schedule an activity, and fills in what it leaves open.</summary>
internal static class ActivityCommands
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Problem(ScheduleActivityTaskCommandAttributes command, ServiceLimits limits)
    {
        if (string.IsNullOrEmpty(command.TaskQueue?.Name))
        {
            return "taskQueue is not set";
        }

        if (command.ActivityId.Length == 0)
        {
            return "activityId is not set";
        }

        if (string.IsNullOrEmpty(command.ActivityType?.Name))
        {
            return "activityType is not set";
        }

        if (command.ActivityId.Length > limits.MaxIdLength || command.ActivityType.Name.Length > limits.MaxIdLength || command.TaskQueue.Name.Length > limits.MaxIdLength)
        {
            return "activityId, activityType or taskQueue length exceeds limit";
        }

        if (command.RetryPolicy is { } policy && RetryPolicies.Problem(policy) is { } problem)
        {
            return problem;
        }

        return TimeoutProblem("ScheduleToCloseTimeout", command.ScheduleToCloseTimeout)
            ?? TimeoutProblem("ScheduleToStartTimeout", command.ScheduleToStartTimeout)
            ?? TimeoutProblem("StartToCloseTimeout", command.StartToCloseTimeout)
            ?? TimeoutProblem("HeartbeatTimeout", command.HeartbeatTimeout)
            ?? PriorityProblem(command)
            ?? (Durations.IsSet(command.ScheduleToCloseTimeout) || Durations.IsSet(command.StartToCloseTimeout)
                ? null
                : $"a valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand. ActivityId={command.ActivityId} ActivityType={command.ActivityType.Name}");
    }

    /// <summary>The event's attributes: no timeout outlasts another that contains it, and what is not set is 0.</summary>
    public static ActivityTaskScheduledEventAttributes Normalize(ScheduleActivityTaskCommandAttributes command, TimeSpan runTimeout)
    {
        var scheduleToClose = Bounded(Durations.Of(command.ScheduleToCloseTimeout), runTimeout);
        var scheduleToStart = Bounded(Durations.Of(command.ScheduleToStartTimeout), runTimeout);
        var startToClose = Bounded(Durations.Of(command.StartToCloseTimeout), runTimeout);
        if (scheduleToClose > TimeSpan.Zero)
        {
            scheduleToStart = Bounded(Or(scheduleToStart, scheduleToClose), scheduleToClose);
            startToClose = Bounded(Or(startToClose, scheduleToClose), scheduleToClose);
        }
        else
        {
            scheduleToClose = runTimeout;
            scheduleToStart = Or(scheduleToStart, runTimeout);
        }

        return new ActivityTaskScheduledEventAttributes
        {
            ActivityId = command.ActivityId,
            ActivityType = command.ActivityType,
            TaskQueue = new TaskQueue { Name = command.TaskQueue.Name, Kind = TaskQueueKind.Normal },
            Header = command.Header,
            Input = command.Input,
            ScheduleToCloseTimeout = Durations.From(scheduleToClose),
            ScheduleToStartTimeout = Durations.From(scheduleToStart),
            StartToCloseTimeout = Durations.From(startToClose),
            HeartbeatTimeout = Durations.From(Bounded(Durations.Of(command.HeartbeatTimeout), startToClose)),
            RetryPolicy = RetryPolicies.WithDefaults(command.RetryPolicy),
            UseWorkflowBuildId = command.UseWorkflowBuildId,
            Priority = command.Priority,
        };
    }

    private static string? PriorityProblem(ScheduleActivityTaskCommandAttributes command) => TaskPriority.Problem(command.Priority) is { } problem
        ? $"Invalid Priorities: {problem}. ActivityId={command.ActivityId} ActivityType={command.ActivityType.Name}"
        : null;

    private static string? TimeoutProblem(string name, Duration? timeout) => Durations.Problem(timeout) is { } problem ? $"invalid {name}: {problem}" : null;

    private static TimeSpan Bounded(TimeSpan timeout, TimeSpan bound) => bound > TimeSpan.Zero && timeout > bound ? bound : timeout;

    private static TimeSpan Or(TimeSpan timeout, TimeSpan other) => timeout > TimeSpan.Zero ? timeout : other;
}
