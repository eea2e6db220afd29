using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Checks requests to create and change schedules, and fills in their defaults. Refusals that the real service makes too are in its words.</summary>
internal sealed class ScheduleChecks(AttributeRegistry attributes, ServiceLimits limits)
{
    // As long as the suffix of a workflow id.
    private const string LongestSuffix = "-2009-11-10T23:00:00Z";

    /// <exception cref="RpcException">The id is missing or too long.</exception>
    public void CheckId(string scheduleId)
    {
        if (scheduleId.Length == 0)
        {
            throw Errors.Invalid("ScheduleId is not set on request.");
        }

        if (ScheduleLimits.WorkflowIdPrefix.Length + scheduleId.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("WorkflowId length exceeds limit.");
        }
    }

    /// <exception cref="RpcException">The id is too long.</exception>
    public void CheckRequestId(string requestId)
    {
        if (requestId.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("RequestId length exceeds limit.");
        }
    }

    /// <summary>Whether .NET can count it.</summary>
    public static bool IsTime(Timestamp time) => time.Nanos is >= 0 and <= 999_999_999 && time.Seconds >= 0 && time.Seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The definition of a new schedule.</summary>
    /// <exception cref="RpcException">Something is wrong with it.</exception>
    public ScheduleDefinition Definition(CreateScheduleRequest request, Guid instanceId)
    {
        var definition = Definition(request.Namespace, request.Schedule ?? new(), request.SearchAttributes);
        definition.InstanceId = instanceId.ToString();
        definition.RequestId = request.RequestId;
        definition.Memo = request.Memo;
        return Bounded(definition);
    }

    /// <summary>A schedule's definition as an update wants it.</summary>
    /// <exception cref="RpcException">Something is wrong with it.</exception>
    public ScheduleDefinition Definition(UpdateScheduleRequest request, ScheduleDefinition before)
    {
        var definition = Definition(request.Namespace, request.Schedule ?? new(), request.SearchAttributes);
        definition.InstanceId = before.InstanceId;
        definition.RequestId = before.RequestId;
        definition.Memo = request.Memo ?? before.Memo;

        // None at all means those of before; an empty list means none.
        definition.SearchAttributes ??= before.SearchAttributes;
        return Bounded(definition);
    }

    private ScheduleDefinition Bounded(ScheduleDefinition definition) => definition.CalculateSize() <= limits.MaxPayloadBytes ? definition : throw Errors.TooLarge();

    private ScheduleDefinition Definition(string @namespace, Schedule schedule, SearchAttributes? searchAttributes)
    {
        CheckAction(@namespace, schedule.Action);
        CheckState(schedule.State);
        CheckAttributes(@namespace, searchAttributes);
        return new ScheduleDefinition
        {
            Spec = Spec(schedule.Spec ?? new()),
            Action = schedule.Action,
            Policies = Policies(schedule.Policies ?? new()),
            SearchAttributes = attributes.WithTypes(@namespace, searchAttributes),
        };
    }

    private static ScheduleSpec Spec(ScheduleSpec spec)
    {
        if ((spec.StartTime is { } start && !IsTime(start)) || (spec.EndTime is { } end && !IsTime(end)))
        {
            throw Errors.Invalid("Invalid schedule spec: a start or end time is not valid");
        }

        try
        {
            var canonical = CanonicalSpec.Of(spec);
            _ = LocalClock.In(canonical.TimezoneName);
            return canonical;
        }
        catch (ScheduleSpecException e)
        {
            throw Errors.Invalid($"Invalid schedule spec: {e.Message}");
        }
    }

    /// <summary>With the defaults, which descriptions show.</summary>
    private static SchedulePolicies Policies(SchedulePolicies policies)
    {
        if (Durations.Problem(policies.CatchupWindow) is { } problem)
        {
            throw Errors.Invalid($"An invalid CatchupWindow is set on request. cause: {problem}");
        }

        if (!System.Enum.IsDefined(policies.OverlapPolicy))
        {
            throw Errors.Invalid($"Unknown overlap policy: {(int)policies.OverlapPolicy}.");
        }

        var complete = policies.Clone();
        complete.OverlapPolicy = Overlaps.Resolve(policies.OverlapPolicy, ScheduleOverlapPolicy.Unspecified);
        complete.CatchupWindow = Duration.FromTimeSpan(DueTimes.CatchupWindow(policies));
        return complete;
    }

    private static void CheckState(ScheduleState? state)
    {
        if (state?.Notes.Length > ScheduleLimits.MaxNoteLength)
        {
            throw Errors.Invalid("Schedule notes exceeds limit.");
        }

        if (state?.RemainingActions < 0)
        {
            throw Errors.Invalid("RemainingActions is negative.");
        }
    }

    private void CheckAction(string @namespace, ScheduleAction? action)
    {
        if (action?.StartWorkflow is not { } start)
        {
            throw Errors.Invalid("Only StartWorkflow action is supported for schedules");
        }

        WorkflowStart.Check(ScheduledStart.Request(@namespace, start, LongestSuffix), limits);
        if (start.CronSchedule.Length > 0)
        {
            throw Errors.Invalid("Scheduled workflow must not contain CronSchedule");
        }

        if (start.WorkflowIdReusePolicy is not (WorkflowIdReusePolicy.Unspecified or WorkflowIdReusePolicy.AllowDuplicate))
        {
            throw Errors.Invalid("Scheduled workflow must not contain WorkflowIDReusePolicy");
        }

        CheckAttributes(@namespace, start.SearchAttributes);
    }

    private void CheckAttributes(string @namespace, SearchAttributes? searchAttributes)
    {
        if (attributes.FindProblem(@namespace, searchAttributes) is { } problem)
        {
            throw Errors.Invalid(problem);
        }
    }
}
