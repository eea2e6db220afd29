using EmbeddedTemporal.Matching;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using TaskQueue = Temporalio.Api.TaskQueue.V1.TaskQueue;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks a command to start a child, and fills in its defaults; in the real service's words.</summary>
internal static class ChildCommands
{
    private const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
    private const string On = "StartChildWorkflowExecutionCommand";

    /// <exception cref="WorkflowTaskRejectedException">Something is wrong with it.</exception>
    public static void Check(RunTransaction transaction, StartChildWorkflowExecutionCommandAttributes command, string @namespace)
    {
        var type = command.WorkflowType?.Name ?? "";
        Require(command.WorkflowId.Length > 0, $"Required field WorkflowId is not set on {On}. WorkflowType={type} Namespace={@namespace}");
        Require(type.Length > 0, $"Required field WorkflowType is not set on {On}. WorkflowId={command.WorkflowId} Namespace={@namespace}");
        Require(command.WorkflowId.Length <= transaction.Limits.MaxIdLength, $"WorkflowId on {On} exceeds length limit. WorkflowId={command.WorkflowId} Length={command.WorkflowId.Length} Limit={transaction.Limits.MaxIdLength}");
        Require(type.Length <= transaction.Limits.MaxIdLength, $"WorkflowType on {On} exceeds length limit. WorkflowId={command.WorkflowId} Length={type.Length} Limit={transaction.Limits.MaxIdLength}");
        Require(command.TaskQueue is null || command.TaskQueue.Name.Length <= transaction.Limits.MaxIdLength, $"TaskQueue on {On} exceeds length limit. WorkflowId={command.WorkflowId}");
        foreach (var (name, timeout) in ((string, Duration?)[])
            [("WorkflowExecutionTimeout", command.WorkflowExecutionTimeout), ("WorkflowRunTimeout", command.WorkflowRunTimeout), ("WorkflowTaskTimeout", command.WorkflowTaskTimeout)])
        {
            Require(Durations.Problem(timeout) is null, $"Invalid {name} on {On}: {Durations.Problem(timeout)}. WorkflowId={command.WorkflowId} WorkflowType={type} Namespace={@namespace}");
        }

        if (command.RetryPolicy is { } policy)
        {
            Require(RetryPolicies.Problem(policy) is null, $"Invalid retry policy on {On}: {RetryPolicies.Problem(policy)}. WorkflowId={command.WorkflowId} WorkflowType={type} Namespace={@namespace}");
        }

        Require(command.CronSchedule.Length == 0 || CronSchedule.IsValid(command.CronSchedule), $"Invalid cron schedule on {On}: invalid CronSchedule.. WorkflowId={command.WorkflowId} WorkflowType={type} Namespace={@namespace}");
        Require(TaskPriority.Problem(command.Priority) is null, TaskPriority.Problem(command.Priority) ?? "");
        CommandSize.Check(transaction, command.Input, Bad, "StartChildWorkflowExecutionCommandAttributes.Input");
        CommandSize.Check(transaction, command.Memo?.CalculateSize() ?? 0, Bad, "StartChildWorkflowExecutionCommandAttributes.Memo");
    }

    /// <summary>The event that says a child is to start.</summary>
    public static StartChildWorkflowExecutionInitiatedEventAttributes Initiated(StartChildWorkflowExecutionCommandAttributes command, string @namespace, Run parent, long completedEventId) => new()
    {
        Namespace = @namespace,
        NamespaceId = parent.Environment.Namespaces.Find(@namespace)?.Id ?? "",
        WorkflowId = command.WorkflowId,
        WorkflowType = command.WorkflowType,
        TaskQueue = new TaskQueue { Name = command.TaskQueue?.Name is { Length: > 0 } queue ? queue : parent.Start.TaskQueue, Kind = TaskQueueKind.Normal },
        Input = command.Input,
        WorkflowExecutionTimeout = command.WorkflowExecutionTimeout,
        WorkflowRunTimeout = command.WorkflowRunTimeout ?? new Duration(),
        WorkflowTaskTimeout = TaskTimeout(command, parent),
        ParentClosePolicy = command.ParentClosePolicy == ParentClosePolicy.Unspecified ? ParentClosePolicy.Terminate : command.ParentClosePolicy,
        Control = command.Control,
        WorkflowTaskCompletedEventId = completedEventId,
        WorkflowIdReusePolicy = command.WorkflowIdReusePolicy == WorkflowIdReusePolicy.Unspecified ? WorkflowIdReusePolicy.AllowDuplicate : command.WorkflowIdReusePolicy,
        RetryPolicy = command.RetryPolicy is { } policy ? RetryPolicies.WithDefaults(policy) : null,
        CronSchedule = command.CronSchedule,
        Header = command.Header,
        Memo = command.Memo is { Fields.Count: > 0 } memo ? memo : null,
        SearchAttributes = command.SearchAttributes is { IndexedFields.Count: > 0 } attributes ? attributes : null,
        InheritBuildId = command.InheritBuildId,
        Priority = command.Priority,
    };

    /// <summary>The same child as a request to start it.</summary>
    public static StartWorkflowExecutionRequest Request(HistoryEvent initiated)
    {
        var attributes = initiated.StartChildWorkflowExecutionInitiatedEventAttributes;
        return new StartWorkflowExecutionRequest
        {
            Namespace = attributes.Namespace,
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType,
            TaskQueue = attributes.TaskQueue,
            Input = attributes.Input,
            WorkflowExecutionTimeout = attributes.WorkflowExecutionTimeout,
            WorkflowRunTimeout = attributes.WorkflowRunTimeout,
            WorkflowTaskTimeout = attributes.WorkflowTaskTimeout,
            WorkflowIdReusePolicy = attributes.WorkflowIdReusePolicy,
            RetryPolicy = attributes.RetryPolicy,
            CronSchedule = attributes.CronSchedule,
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            Header = attributes.Header,
            UserMetadata = initiated.UserMetadata,
            Priority = attributes.Priority,
        };
    }

    /// <summary>No task may take longer than its run.</summary>
    private static Duration TaskTimeout(StartChildWorkflowExecutionCommandAttributes command, Run parent)
    {
        var timeout = Durations.IsSet(command.WorkflowTaskTimeout) ? command.WorkflowTaskTimeout : parent.Start.TaskTimeout;
        return Durations.IsSet(command.WorkflowRunTimeout) && Durations.Of(command.WorkflowRunTimeout) < Durations.Of(timeout) ? command.WorkflowRunTimeout : timeout;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new WorkflowTaskRejectedException(Bad, $"{Bad}: {otherwise}");
        }
    }
}
