using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The children that a run waits for, or is about to start.</summary>
internal sealed class Children(Run run, IEnumerable<ChildState> stored) : IPendingPart
{
    private readonly PendingRows<ChildState> _pending = new(PendingKind.Child, c => c.InitiatedEventId, stored);

    public IReadOnlyCollection<ChildState> All => _pending.All;

    public bool AreChanged => _pending.AreChanged;

    /// <summary>The children that ran when this run closed: their close policy is to be applied.</summary>
    public IReadOnlyList<ChildState> Remaining { get; private set; } = [];

    /// <summary>A child that has started and not closed yet.</summary>
    public ChildState? FindStarted(long initiatedEventId) => _pending.Find(initiatedEventId) is { StartedEventId: not 0 } child ? child : null;

    public void Initiate(RunTransaction transaction, StartChildWorkflowExecutionCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        ChildCommands.Check(transaction, command, run.Namespace);
        if (_pending.Count >= Limits.MaxPendingChildren)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded, $"PendingChildWorkflowsLimitExceeded: the number of pending child workflow executions, {_pending.Count}, has reached the per-workflow limit of {Limits.MaxPendingChildren}");
        }

        var @namespace = command.Namespace.Length > 0 ? command.Namespace : run.Namespace;
        command.SearchAttributes = CommandAttributes.Check(transaction, @namespace, command.SearchAttributes, "StartChildWorkflowExecutionCommandAttributes");
        var initiated = transaction.Append(EventType.StartChildWorkflowExecutionInitiated, e =>
        {
            e.StartChildWorkflowExecutionInitiatedEventAttributes = ChildCommands.Initiated(command, @namespace, run, completedEventId);
            decorate(e);
        });
        _pending.Add(new ChildState
        {
            InitiatedEventId = initiated.EventId,
            Namespace = @namespace,
            WorkflowId = command.WorkflowId,
            WorkflowType = command.WorkflowType.Name,
            ClosePolicy = initiated.StartChildWorkflowExecutionInitiatedEventAttributes.ParentClosePolicy,
        });
        (transaction.State.ExternalRequests ??= new()).Starts.Add(initiated.EventId);
    }

    /// <summary>The children with this policy that have not started yet, by the events that initiated them.</summary>
    public IReadOnlyList<long> Unstarted(ParentClosePolicy policy) => [.. _pending.All.Where(c => c.StartedEventId == 0 && c.ClosePolicy == policy).Select(c => c.InitiatedEventId)];

    /// <summary>A child has started. A run that has closed does not hear of it.</summary>
    public void Started(RunTransaction transaction, HistoryEvent initiated, string runId)
    {
        if (!transaction.IsOpen)
        {
            ExternalRequests.Remove(transaction, initiated.EventId);
            return;
        }

        var child = Answered(transaction, initiated);
        _pending.Touch(child);
        child.RunId = runId;
        child.StartedEventId = transaction.BuffersEvents ? BufferedEvents.PendingStartedEventId : transaction.State.NextEventId;
        var attributes = initiated.StartChildWorkflowExecutionInitiatedEventAttributes;
        var started = new HistoryEvent
        {
            EventType = EventType.ChildWorkflowExecutionStarted,
            ChildWorkflowExecutionStartedEventAttributes = new()
            {
                Namespace = child.Namespace,
                NamespaceId = attributes.NamespaceId,
                InitiatedEventId = initiated.EventId,
                WorkflowExecution = new WorkflowExecution { WorkflowId = child.WorkflowId, RunId = runId },
                WorkflowType = attributes.WorkflowType,
                Header = attributes.Header,
            },
        };
        transaction.AppendOrBuffer(started);
        transaction.ScheduleWorkflowTask();
    }

    /// <summary>The buffered event that a child has started has been written.</summary>
    public void NoteStartedEvent(long initiatedEventId, long startedEventId)
    {
        if (_pending.Find(initiatedEventId) is { } child)
        {
            _pending.Touch(child);
            child.StartedEventId = startedEventId;
        }
    }

    public void StartFailed(RunTransaction transaction, HistoryEvent initiated, StartChildWorkflowExecutionFailedCause cause)
    {
        if (!transaction.IsOpen)
        {
            ExternalRequests.Remove(transaction, initiated.EventId);
            return;
        }

        var child = Answered(transaction, initiated);
        _pending.Remove(child);
        var attributes = initiated.StartChildWorkflowExecutionInitiatedEventAttributes;
        transaction.AppendOrBuffer(EventType.StartChildWorkflowExecutionFailed, e => e.StartChildWorkflowExecutionFailedEventAttributes = new()
        {
            Namespace = child.Namespace,
            NamespaceId = attributes.NamespaceId,
            WorkflowId = child.WorkflowId,
            WorkflowType = attributes.WorkflowType,
            Cause = cause,
            Control = attributes.Control,
            InitiatedEventId = initiated.EventId,
        });
        transaction.ScheduleWorkflowTask();
    }

    /// <summary>The last run of a child's chain has closed.</summary>
    public void Closed(RunTransaction transaction, ChildState child, HistoryEvent close, string runId)
    {
        _pending.Remove(child);
        var namespaceId = transaction.Event(child.InitiatedEventId).StartChildWorkflowExecutionInitiatedEventAttributes.NamespaceId;
        transaction.AppendOrBuffer(ChildEvents.Closed(child, namespaceId, close, runId));
        transaction.ScheduleWorkflowTask();
    }

    /// <summary>The run closes: it waits for no child any more.</summary>
    public void Close(RunTransaction transaction)
    {
        Remaining = [.. _pending.All.Where(c => c.StartedEventId != 0)];
        _pending.Clear();
    }

    /// <summary>The close policies have been applied.</summary>
    public void ForgetRemaining() => Remaining = [];

    /// <summary>Takes what was pending in the run that this one was reset from.</summary>
    public void Restore(IEnumerable<ChildState> children)
    {
        foreach (var child in children)
        {
            _pending.Add(child);
        }
    }

    public int Count => _pending.Count;

    public void AddChanges(List<PendingChange> changes) => _pending.AddChanges(changes);

    public void Keep() => _pending.Keep();

    public void Undo() => _pending.Undo();

    private ChildState Answered(RunTransaction transaction, HistoryEvent initiated)
    {
        ExternalRequests.Remove(transaction, initiated.EventId);
        return _pending.Find(initiated.EventId)!;
    }
}
