using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;
using Priority = Temporalio.Common.Priority;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Worker.Runs;

/// <summary>Makes a workflow from the event that starts it.</summary>
internal static class WorkflowStart
{
    public static WorkflowInstance Create(
        string workflowId, string runId, HistoryEvent started, CommandLedger ledger, RunSettings settings, WorkflowTaskClock clock)
    {
        var attributes = started.WorkflowExecutionStartedEventAttributes;
        var definition = settings.Find(attributes.WorkflowType.Name);
        var seed = RandomSeed.Of(attributes.OriginalExecutionRunId.Length > 0 ? attributes.OriginalExecutionRunId : runId);
        var instance = new WorkflowInstance(definition, InfoOf(workflowId, runId, started, settings, clock), seed, ledger, settings, clock);
        instance.SetMemo(attributes.Memo);
        return instance;
    }

    private static WorkflowInfo InfoOf(string workflowId, string runId, HistoryEvent started, RunSettings settings, WorkflowTaskClock clock)
    {
        var attributes = started.WorkflowExecutionStartedEventAttributes;
        var converter = settings.DataConverter;
        return new(
            Attempt: attributes.Attempt,
            ContinuedRunId: NullIfEmpty(attributes.ContinuedExecutionRunId),
            CronSchedule: NullIfEmpty(attributes.CronSchedule),
            ExecutionTimeout: NullIfZero(attributes.WorkflowExecutionTimeout),
            FirstExecutionRunId: attributes.FirstExecutionRunId,
            Headers: attributes.Header?.Fields,
            LastFailure: attributes.ContinuedFailure is { } failure ? converter.FailureConverter.ToException(failure, converter.PayloadConverter) : null,
            LastResult: attributes.LastCompletionResult?.Payloads_.Select(p => (IRawValue)new RawValue(p)).ToArray(),
            Namespace: settings.Namespace,
            Parent: attributes.ParentWorkflowExecution is { } parent
                ? new(attributes.ParentWorkflowNamespace, parent.RunId, parent.WorkflowId)
                : null,
            Priority: Priority.FromProto(attributes.Priority),
            RetryPolicy: RetryPolicy.FromProto(attributes.RetryPolicy),
            Root: attributes.RootWorkflowExecution is { } root ? new(root.RunId, root.WorkflowId) : null,
            RunId: runId,
            RunTimeout: NullIfZero(attributes.WorkflowRunTimeout),
            StartTime: clock.UtcNow,
            TaskQueue: settings.TaskQueue,
            TaskTimeout: attributes.WorkflowTaskTimeout?.ToTimeSpan() ?? TimeSpan.Zero,
            WorkflowId: attributes.WorkflowId.Length > 0 ? attributes.WorkflowId : workflowId,
            WorkflowStartTime: started.EventTime.ToDateTime(),
            WorkflowType: attributes.WorkflowType.Name);
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static TimeSpan? NullIfZero(Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration is null or { Seconds: 0, Nanos: 0 } ? null : duration.ToTimeSpan();
}
