using System.Globalization;
using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The request that a schedule's action makes.</summary>
internal static class ScheduledStart
{
    private const string ScheduledStartTime = "TemporalScheduledStartTime";

    /// <summary>The name under which a schedule acts.</summary>
    public static string Identity(ScheduleKey schedule) => $"temporal-scheduler-{schedule.Namespace}-{schedule.ScheduleId}";

    public static StartWorkflowExecutionRequest Request(ScheduleKey schedule, ScheduleDefinition definition, ScheduleProgress progress, BufferedStart start, bool mayOverlap)
    {
        var nominal = DateTimeOffset.FromUnixTimeSeconds(start.NominalTime.Seconds);
        var keepsId = definition.Policies.KeepOriginalWorkflowId;
        var request = Request(schedule.Namespace, definition.Action.StartWorkflow.Clone(), keepsId ? "" : $"-{Rfc3339(nominal)}");
        request.Identity = Identity(schedule);

        // The same time is the same request; a trigger or backfill of that time is another one.
        request.RequestId = start.Manual ? Guid.NewGuid().ToString() : $"{definition.InstanceId}-{nominal.ToUnixTimeSeconds()}";
        request.WorkflowIdReusePolicy = start.Manual || keepsId ? WorkflowIdReusePolicy.AllowDuplicate : WorkflowIdReusePolicy.RejectDuplicate;
        request.SearchAttributes = request.SearchAttributes?.Clone() ?? new SearchAttributes();
        request.SearchAttributes.IndexedFields[SystemAttributes.ScheduledById] = Value(SystemAttributes.ScheduledById, schedule.ScheduleId);
        request.SearchAttributes.IndexedFields[ScheduledStartTime] = Value(ScheduledStartTime, Rfc3339(nominal));
        if (!mayOverlap)
        {
            request.LastCompletionResult = progress.LastCompletionResult;
            request.ContinuedFailure = progress.ContinuedFailure;
        }

        return request;
    }

    /// <summary>The request that an action describes.</summary>
    /// <param name="namespace">The schedule's namespace.</param>
    /// <param name="action">The action.</param>
    /// <param name="suffix">Appended to the workflow id of the action.</param>
    public static StartWorkflowExecutionRequest Request(string @namespace, NewWorkflowExecutionInfo action, string suffix) => new()
    {
        Namespace = @namespace,
        WorkflowId = action.WorkflowId + suffix,
        WorkflowType = action.WorkflowType,
        TaskQueue = action.TaskQueue,
        Input = action.Input,
        WorkflowExecutionTimeout = action.WorkflowExecutionTimeout,
        WorkflowRunTimeout = action.WorkflowRunTimeout,
        WorkflowTaskTimeout = action.WorkflowTaskTimeout,
        RetryPolicy = action.RetryPolicy,
        Memo = action.Memo,
        SearchAttributes = action.SearchAttributes,
        Header = action.Header,
        UserMetadata = action.UserMetadata,
        VersioningOverride = action.VersioningOverride,
        Priority = action.Priority,
    };

    /// <summary>The id of the schedule that a run says it was started by; null if it names none.</summary>
    public static string? ScheduleOf(RunStart start) =>
        start.SearchAttributes is { } attributes && attributes.IndexedFields.TryGetValue(SystemAttributes.ScheduledById, out var value)
            && AttributeValue.Decode(value, IndexedValueType.Keyword) is [string id] ? id : null;

    private static Payload Value(string attribute, string value) => AttributeValue.WithType(JsonPayload.From(value), SystemAttributes.Types[attribute]);

    private static string Rfc3339(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
