using EmbeddedTemporal.Attributes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Applies the commands of workflow code, one by one.</summary>
internal static class CommandProcessor
{
    public static void Apply(RunTransaction transaction, IReadOnlyList<Command> commands, long completedEventId, string identity)
    {
        // Events that the commands themselves bring about are no reason to reject a run's end.
        var unhandled = transaction.State.BufferedEvents.Count > 0;
        foreach (var command in commands)
        {
            if (unhandled && CommandOrder.Closes(command.CommandType))
            {
                // The workflow has not seen these events: its code might decide otherwise.
                throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
            }

            Apply(transaction, command, completedEventId, identity);
        }
    }

    private static void Apply(RunTransaction transaction, Command command, long completedEventId, string identity)
    {
        var run = transaction.Run;
        var metadata = command.UserMetadata;
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                run.Activities.Scheduling.Schedule(transaction, command.ScheduleActivityTaskCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.RequestCancelActivityTask:
                run.Activities.Scheduling.Cancel(transaction, command.RequestCancelActivityTaskCommandAttributes?.ScheduledEventId ?? 0, completedEventId, identity);
                break;
            case CommandType.StartTimer:
                run.Timers.Start(transaction, command.StartTimerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CancelTimer:
                run.Timers.Cancel(transaction, command.CancelTimerCommandAttributes?.TimerId ?? "", completedEventId, identity);
                break;
            case CommandType.RecordMarker:
                RecordMarker(transaction, command.RecordMarkerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CompleteWorkflowExecution:
                ClosingCommands.Complete(transaction, command.CompleteWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.FailWorkflowExecution:
                ClosingCommands.Fail(transaction, command.FailWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.CancelWorkflowExecution:
                ClosingCommands.Cancel(transaction, command.CancelWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.SignalExternalWorkflowExecution:
                ExternalInitiation.Signal(transaction, command.SignalExternalWorkflowExecutionCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.RequestCancelExternalWorkflowExecution:
                ExternalInitiation.Cancel(transaction, command.RequestCancelExternalWorkflowExecutionCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                UpsertSearchAttributes(transaction, command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes ?? new(), completedEventId);
                break;
            case CommandType.ModifyWorkflowProperties:
                UpsertMemo(transaction, command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo ?? new(), completedEventId);
                break;
            case CommandType.StartChildWorkflowExecution:
                throw RejectChild(run, command.StartChildWorkflowExecutionCommandAttributes ?? new());
            default:
                throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.FeatureDisabled, $"{command.CommandType} is not supported by the embedded Temporal service.");
        }
    }

    private static void RecordMarker(RunTransaction transaction, RecordMarkerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        if (command.MarkerName.Length == 0)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.BadRecordMarkerAttributes, "BadRecordMarkerAttributes: MarkerName is not set on RecordMarkerCommand.");
        }

        CommandSize.Check(command.Details.Values.Sum(p => p.CalculateSize()), WorkflowTaskFailedCause.BadRecordMarkerAttributes, "RecordMarkerCommandAttributes.Details");
        _ = transaction.Append(EventType.MarkerRecorded, e =>
        {
            e.MarkerRecordedEventAttributes = new()
            {
                MarkerName = command.MarkerName,
                Details = { command.Details },
                WorkflowTaskCompletedEventId = completedEventId,
                Header = command.Header,
                Failure = command.Failure,
            };
            decorate(e);
        });
    }

    private static WorkflowTaskRejectedException RejectChild(Run run, StartChildWorkflowExecutionCommandAttributes command)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
        if (command.WorkflowId.Length == 0)
        {
            return new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowId is not set on StartChildWorkflowExecutionCommand. WorkflowType={command.WorkflowType?.Name} Namespace={run.Namespace}");
        }

        return string.IsNullOrEmpty(command.WorkflowType?.Name)
            ? new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. WorkflowId={command.WorkflowId} Namespace={run.Namespace}")
            : new(WorkflowTaskFailedCause.FeatureDisabled, "Child workflows are not supported by the embedded Temporal service.");
    }

    private static void UpsertSearchAttributes(RunTransaction transaction, SearchAttributes attributes, long completedEventId)
    {
        var (run, registry) = (transaction.Run, transaction.Run.Environment.Attributes);
        if (registry.FindProblem(run.Namespace, attributes) is { } problem)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.BadSearchAttributes, $"BadSearchAttributes: {problem}");
        }

        CommandSize.Check(attributes.CalculateSize(), WorkflowTaskFailedCause.BadSearchAttributes, "UpsertWorkflowSearchAttributesCommandAttributes.SearchAttributes");
        attributes = registry.WithTypes(run.Namespace, attributes)!;
        transaction.State.SearchAttributes ??= run.Start.SearchAttributes?.Clone() ?? new SearchAttributes();
        registry.Merge(run.Namespace, transaction.State.SearchAttributes, attributes);

        _ = transaction.Append(EventType.UpsertWorkflowSearchAttributes, e => e.UpsertWorkflowSearchAttributesEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, SearchAttributes = attributes });
    }

    /// <summary>Changes the memo; an empty value removes its entry.</summary>
    private static void UpsertMemo(RunTransaction transaction, Memo memo, long completedEventId)
    {
        CommandSize.Check(memo.CalculateSize(), WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo");
        transaction.State.Memo ??= transaction.Run.Start.Memo?.Clone() ?? new Memo();
        foreach (var (name, value) in memo.Fields)
        {
            if (value.Data.IsEmpty || (value.Metadata.TryGetValue("encoding", out var encoding) && encoding.ToStringUtf8() == "binary/null"))
            {
                _ = transaction.State.Memo.Fields.Remove(name);
            }
            else
            {
                transaction.State.Memo.Fields[name] = value;
            }
        }

        _ = transaction.Append(EventType.WorkflowPropertiesModified, e => e.WorkflowPropertiesModifiedEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, UpsertedMemo = memo });
    }
}
