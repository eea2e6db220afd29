using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Worker.Runs;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>Runs a workflow's first task without a service.</summary>
internal static class FirstTask
{
    /// <summary>What the workflow answers to its start and one signal.</summary>
    public static IReadOnlyList<Command> Answer<T>(ILoggerFactory log, string signal)
    {
        // A worker's threads have no such context, and it would take the workflow off its scheduler.
        var ofTest = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return AnswerHere<T>(log, signal);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(ofTest);
        }
    }

    private static IReadOnlyList<Command> AnswerHere<T>(ILoggerFactory log, string signal)
    {
        using var run = new WorkflowRun("workflow", "run", new()
        {
            Namespace = "default",
            TaskQueue = "queue",
            Workflows = [WorkflowDefinition.Create<T>()],
            DataConverter = DataConverter.Default,
            LoggerFactory = log,
        });
        run.Add(
        [
            Event(1, EventType.WorkflowExecutionStarted, e => e.WorkflowExecutionStartedEventAttributes = new() { WorkflowType = new() { Name = typeof(T).Name } }),
            Event(2, EventType.WorkflowExecutionSignaled, e => e.WorkflowExecutionSignaledEventAttributes = new() { SignalName = signal }),
            Event(3, EventType.WorkflowTaskScheduled, e => e.WorkflowTaskScheduledEventAttributes = new()),
            Event(4, EventType.WorkflowTaskStarted, e => e.WorkflowTaskStartedEventAttributes = new()),
        ]);
        run.Advance(live: true, static () => { });
        return run.ToCommands();
    }

    private static HistoryEvent Event(long id, EventType type, Action<HistoryEvent> fill)
    {
        var historyEvent = new HistoryEvent { EventId = id, EventType = type, EventTime = Timestamp.FromDateTime(DateTime.UnixEpoch) };
        fill(historyEvent);
        return historyEvent;
    }
}
