using EmbeddedTemporal.Attributes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Applies the commands of workflow code, one by one.</summary>
internal static class CommandProcessor
{
    public static void Apply(RunTransaction transaction, RespondWorkflowTaskCompletedRequest request, long completedEventId)
    {
        var messages = new UpdateMessages(request.Messages);
        // Events that the commands themselves bring about are no reason to reject a run's end.
        var unhandled = transaction.State.BufferedEvents.Count > 0;
        foreach (var command in request.Commands)
        {
            if (unhandled && CommandOrder.Closes(command.CommandType))
            {
                // The workflow has not seen these events: its code might decide otherwise.
                throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
            }

            if (command.CommandType == CommandType.ProtocolMessage)
            {
                transaction.Run.Updates.Handle(transaction, messages.Take(command.ProtocolMessageCommandAttributes?.MessageId ?? ""));
            }
            else
            {
                Apply(transaction, command, completedEventId, request.Identity);
            }
        }

        transaction.Run.Updates.Handle(transaction, messages.Rest);
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
                run.Children.Initiate(transaction, command.StartChildWorkflowExecutionCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.ContinueAsNewWorkflowExecution:
                ContinueAsNew.Apply(transaction, command.ContinueAsNewWorkflowExecutionCommandAttributes, completedEventId);
                break;
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

        CommandSize.Check(transaction, command.Details.Values.Sum(p => p.CalculateSize()), WorkflowTaskFailedCause.BadRecordMarkerAttributes, "RecordMarkerCommandAttributes.Details");
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

    /// <summary>Changes the search attributes; an empty value removes its attribute.</summary>
    public static void Merge(RunTransaction transaction, SearchAttributes changes)
    {
        var run = transaction.Run;
        transaction.State.SearchAttributes ??= run.Start.SearchAttributes?.Clone() ?? new SearchAttributes();
        run.Environment.Attributes.Merge(run.Namespace, transaction.State.SearchAttributes, changes);
    }

    private static void UpsertSearchAttributes(RunTransaction transaction, SearchAttributes attributes, long completedEventId)
    {
        attributes = CommandAttributes.Check(transaction, transaction.Run.Namespace, attributes, "UpsertWorkflowSearchAttributesCommandAttributes")!;
        Merge(transaction, attributes);

        _ = transaction.Append(EventType.UpsertWorkflowSearchAttributes, e => e.UpsertWorkflowSearchAttributesEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, SearchAttributes = attributes });
    }

    /// <summary>Changes the memo; an empty value removes its entry.</summary>
    private static void UpsertMemo(RunTransaction transaction, Memo memo, long completedEventId)
    {
        CommandSize.Check(transaction, memo.CalculateSize(), WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo");
        Merge(transaction, memo);
        _ = transaction.Append(EventType.WorkflowPropertiesModified, e => e.WorkflowPropertiesModifiedEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, UpsertedMemo = memo });
    }

    /// <summary>Changes the memo; an empty value removes its entry.</summary>
    public static void Merge(RunTransaction transaction, Memo memo)
    {
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
    }
}
