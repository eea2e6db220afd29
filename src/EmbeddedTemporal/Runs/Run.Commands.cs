using EmbeddedTemporal.Visibility;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>What workflow code asks for, command by command.</content>
internal sealed partial class Run
{
    private void Apply(IReadOnlyList<Command> commands, long completedEventId, string identity)
    {
        // What the commands themselves bring about is no reason to refuse a run's end.
        var unhandled = _state.BufferedEvents.Count > 0;
        foreach (var command in commands)
        {
            if (unhandled && CommandOrder.Closes(command.CommandType))
            {
                // The workflow has not heard of something: its code might decide otherwise.
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
            }

            Apply(command, completedEventId, identity);
        }
    }

    private void Apply(Command command, long completedEventId, string identity)
    {
        var metadata = command.UserMetadata;
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                ScheduleActivity(command.ScheduleActivityTaskCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.RequestCancelActivityTask:
                CancelActivity(command.RequestCancelActivityTaskCommandAttributes?.ScheduledEventId ?? 0, completedEventId, identity);
                break;
            case CommandType.StartTimer:
                StartTimer(command.StartTimerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CancelTimer:
                CancelTimer(command.CancelTimerCommandAttributes?.TimerId ?? "", completedEventId, identity);
                break;
            case CommandType.RecordMarker:
                RecordMarker(command.RecordMarkerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CompleteWorkflowExecution:
                Complete(command.CompleteWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.FailWorkflowExecution:
                Fail(command.FailWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.CancelWorkflowExecution:
                EndCanceled(command.CancelWorkflowExecutionCommandAttributes, completedEventId);
                break;
            case CommandType.SignalExternalWorkflowExecution:
                SignalExternal(command.SignalExternalWorkflowExecutionCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.RequestCancelExternalWorkflowExecution:
                CancelExternal(command.RequestCancelExternalWorkflowExecutionCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                UpsertSearchAttributes(command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes ?? new(), completedEventId);
                break;
            case CommandType.ModifyWorkflowProperties:
                UpsertMemo(command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo ?? new(), completedEventId);
                break;
            case CommandType.StartChildWorkflowExecution:
                throw RefuseChild(command.StartChildWorkflowExecutionCommandAttributes ?? new());
            default:
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.FeatureDisabled, $"{command.CommandType} is not supported by the embedded Temporal service.");
        }
    }

    private void RecordMarker(RecordMarkerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        if (command.MarkerName.Length == 0)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadRecordMarkerAttributes, "BadRecordMarkerAttributes: MarkerName is not set on RecordMarkerCommand.");
        }

        CheckSize(command.Details.Values.Sum(p => p.CalculateSize()), WorkflowTaskFailedCause.BadRecordMarkerAttributes, "RecordMarkerCommandAttributes.Details");
        _ = Append(EventType.MarkerRecorded, e =>
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

    private WorkflowTaskRefused RefuseChild(StartChildWorkflowExecutionCommandAttributes command)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
        if (command.WorkflowId.Length == 0)
        {
            return new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowId is not set on StartChildWorkflowExecutionCommand. WorkflowType={command.WorkflowType?.Name} Namespace={Namespace}");
        }

        return string.IsNullOrEmpty(command.WorkflowType?.Name)
            ? new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. WorkflowId={command.WorkflowId} Namespace={Namespace}")
            : new(WorkflowTaskFailedCause.FeatureDisabled, "Child workflows are not supported by the embedded Temporal service.");
    }

    private void UpsertSearchAttributes(SearchAttributes attributes, long completedEventId)
    {
        if (attributes.IndexedFields.Keys.FirstOrDefault(name => !SearchField.SettableByWorkers.Contains(name)) is { } unknown)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadSearchAttributes, $"BadSearchAttributes: Namespace {Namespace} has no mapping defined for search attribute {unknown}");
        }

        CheckSize(attributes.CalculateSize(), WorkflowTaskFailedCause.BadSearchAttributes, "UpsertWorkflowSearchAttributesCommandAttributes.SearchAttributes");
        _state.SearchAttributes ??= new SearchAttributes();
        foreach (var (name, value) in attributes.IndexedFields)
        {
            _state.SearchAttributes.IndexedFields[name] = value;
        }

        _ = Append(EventType.UpsertWorkflowSearchAttributes, e => e.UpsertWorkflowSearchAttributesEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, SearchAttributes = attributes });
    }

    /// <summary>Changes the memo; an empty value removes its entry.</summary>
    private void UpsertMemo(Memo memo, long completedEventId)
    {
        CheckSize(memo.CalculateSize(), WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo");
        _state.Memo ??= Start.Memo?.Clone() ?? new Memo();
        foreach (var (name, value) in memo.Fields)
        {
            if (value.Data.IsEmpty || (value.Metadata.TryGetValue("encoding", out var encoding) && encoding.ToStringUtf8() == "binary/null"))
            {
                _ = _state.Memo.Fields.Remove(name);
            }
            else
            {
                _state.Memo.Fields[name] = value;
            }
        }

        _ = Append(EventType.WorkflowPropertiesModified, e => e.WorkflowPropertiesModifiedEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, UpsertedMemo = memo });
    }

    private static void CheckSize(Payloads? payloads, WorkflowTaskFailedCause cause, string what) => CheckSize(payloads?.CalculateSize() ?? 0, cause, what);

    private static void CheckSize(int bytes, WorkflowTaskFailedCause cause, string what)
    {
        if (bytes > Limits.MaxPayloadBytes)
        {
            throw new WorkflowTaskRefused(cause, $"{cause}: {what} exceeds size limit.", terminatesRun: true);
        }
    }
}
