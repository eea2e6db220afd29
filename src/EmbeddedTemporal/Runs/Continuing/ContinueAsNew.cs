using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The command by which workflow code ends its run and goes on in another, with new input and an empty history.</summary>
internal static class ContinueAsNew
{
    private const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadContinueAsNewAttributes;

    public static void Apply(RunTransaction transaction, ContinueAsNewWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        if (command is null)
        {
            throw Rejected("ContinueAsNewWorkflowExecutionCommandAttributes is not set on ContinueAsNewWorkflowExecutionCommand.");
        }

        Check(transaction, command);
        var run = transaction.Run;
        var backoff = Continuation.AtLeastShortest(transaction, Durations.Of(command.BackoffStartInterval));
        var start = Successor.Next(transaction, backoff > TimeSpan.Zero ? Durations.From(backoff) : null);
        start.WorkflowType = command.WorkflowType?.Name is { Length: > 0 } type ? type : start.WorkflowType;
        start.TaskQueue = command.TaskQueue?.Name is { Length: > 0 } queue ? queue : start.TaskQueue;
        start.RunTimeout = Durations.IsSet(command.WorkflowRunTimeout) ? command.WorkflowRunTimeout : start.RunTimeout;
        start.TaskTimeout = Durations.IsSet(command.WorkflowTaskTimeout) ? command.WorkflowTaskTimeout : start.TaskTimeout;
        start.RetryPolicy = command.RetryPolicy is { } policy ? RetryPolicies.WithDefaults(policy) : null;
        start.CronSchedule = command.CronSchedule;
        start.Memo = command.Memo ?? start.Memo;
        start.SearchAttributes = CommandAttributes.Check(transaction, run.Namespace, command.SearchAttributes, "ContinueAsNewWorkflowExecutionCommandAttributes") ?? start.SearchAttributes;
        start.Attempt = 1;
        var started = transaction.Event(1).WorkflowExecutionStartedEventAttributes.Clone();
        started.WorkflowType = new WorkflowType { Name = start.WorkflowType };
        started.TaskQueue = new TaskQueue { Name = start.TaskQueue, Kind = TaskQueueKind.Normal };
        started.Input = command.Input;
        started.Header = command.Header;
        started.WorkflowRunTimeout = start.RunTimeout;
        started.WorkflowTaskTimeout = start.TaskTimeout;
        started.RetryPolicy = start.RetryPolicy;
        started.CronSchedule = start.CronSchedule;
        started.ContinuedFailure = command.Failure;
        started.LastCompletionResult = command.LastCompletionResult;
        var initiator = command.Initiator == ContinueAsNewInitiator.Unspecified ? ContinueAsNewInitiator.Workflow : command.Initiator;
        transaction.Successor = Successor.Of(transaction, start, started, initiator);
        Closing.Close(transaction, WorkflowExecutionStatus.ContinuedAsNew, EventType.WorkflowExecutionContinuedAsNew, e => e.WorkflowExecutionContinuedAsNewEventAttributes = new()
        {
            NewExecutionRunId = start.RunId,
            WorkflowType = started.WorkflowType,
            TaskQueue = started.TaskQueue,
            Input = command.Input,
            WorkflowRunTimeout = start.RunTimeout ?? new Duration(),
            WorkflowTaskTimeout = start.TaskTimeout,
            WorkflowTaskCompletedEventId = completedEventId,
            BackoffStartInterval = start.FirstTaskBackoff,
            Initiator = command.Initiator,
            Failure = command.Failure,
            LastCompletionResult = command.LastCompletionResult,
            Header = command.Header,
            Memo = start.Memo,
            SearchAttributes = command.SearchAttributes is null ? null : start.SearchAttributes,
            InheritBuildId = command.InheritBuildId,
        });
        run.Queries.Release(transaction);
    }

    private static void Check(RunTransaction transaction, ContinueAsNewWorkflowExecutionCommandAttributes command)
    {
        foreach (var (name, timeout) in ((string, Duration?)[])[("WorkflowRunTimeout", command.WorkflowRunTimeout), ("WorkflowTaskTimeout", command.WorkflowTaskTimeout), ("BackoffStartInterval", command.BackoffStartInterval)])
        {
            if (Durations.Problem(timeout) is { } problem)
            {
                throw Rejected($"Invalid {name} set on ContinueAsNewWorkflowExecutionCommand: {problem}");
            }
        }

        if (command.WorkflowType?.Name.Length > transaction.Limits.MaxIdLength || command.TaskQueue?.Name.Length > transaction.Limits.MaxIdLength)
        {
            throw Rejected("WorkflowType or TaskQueue on ContinueAsNewWorkflowExecutionCommand exceeds length limit.");
        }

        if (command.RetryPolicy is { } policy && RetryPolicies.Problem(policy) is { } wrong)
        {
            throw Rejected(wrong);
        }

        if (command.CronSchedule.Length > 0 && !CronSchedule.IsValid(command.CronSchedule))
        {
            throw Rejected("invalid CronSchedule.");
        }

        CommandSize.Check(transaction, command.Input, Bad, "ContinueAsNewWorkflowExecutionCommandAttributes.Input");
        CommandSize.Check(transaction, command.Memo?.CalculateSize() ?? 0, Bad, "ContinueAsNewWorkflowExecutionCommandAttributes.Memo");
    }

    private static WorkflowTaskRejectedException Rejected(string message) => new(Bad, $"{Bad}: {message}");
}
