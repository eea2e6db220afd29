using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// An open change of a run. Only the run opens one, under its lock, so a method that takes a transaction can be called only with the
/// lock held. It works on a copy of the state: what is not committed was never there.
/// </summary>
internal sealed class RunTransaction(Run run, RunState before, RunClock clock, HashSet<string> requestIds)
{
    private bool _ended;
    private long _bytes;

    public Run Run => run;

    public ServiceLimits Limits => run.Environment.Limits;

    public RunState StateBefore => before;

    public RunState State { get; } = before.Clone();

    public bool IsOpen => State.Status == WorkflowExecutionStatus.Running;

    /// <summary>The new events.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>Ids of requests that this change is the first to serve.</summary>
    public List<string> RequestIds { get; } = [];

    public bool QueueWorkflowTask { get; set; }

    public bool Closes { get; set; }

    /// <summary>Notifies callers once the change is on disk.</summary>
    public List<Action> AfterCommit { get; } = [];

    /// <summary>The run that follows this one, which ends; it starts in the same commit.</summary>
    public Successor? Successor { get; set; }

    /// <summary>The worker's answers to the queries that its task carried.</summary>
    public IDictionary<string, WorkflowQueryResult>? QueryResults { get; set; }

    public DateTimeOffset UtcNow => clock.UtcNow;

    public Timestamp Now => Timestamp.FromDateTimeOffset(UtcNow);

    /// <summary>The history's size with the new events.</summary>
    public long HistoryBytes => State.HistoryBytes + _bytes;

    public bool IsEmpty => Events.Count == 0 && RequestIds.Count == 0 && State.Equals(before);

    /// <summary>Whether a worker has a workflow task: new events follow its completion.</summary>
    public bool BuffersEvents => State.WorkflowTask is { StartedEventId: > 0 };

    /// <summary>Notes a request's id; false if it has been served before.</summary>
    public bool TryAddRequestId(string id)
    {
        if (id.Length == 0)
        {
            return true;
        }

        if (!requestIds.Add(id))
        {
            return false;
        }

        RequestIds.Add(id);
        return true;
    }

    /// <summary>An event, new or earlier.</summary>
    public HistoryEvent Event(long id) => Events.Find(e => e.EventId == id) ?? run.Events.Event(id);

    /// <summary>Appends an event now.</summary>
    public HistoryEvent Append(EventType type, Action<HistoryEvent> fill, Timestamp? time = null)
    {
        var historyEvent = new HistoryEvent { EventType = type, EventTime = time ?? Now };
        fill(historyEvent);
        return Append(historyEvent);
    }

    public HistoryEvent Append(HistoryEvent historyEvent)
    {
        if (_ended)
        {
            throw new InvalidOperationException("The transaction has ended.");
        }

        historyEvent.EventId = State.NextEventId++;
        historyEvent.TaskId = Database.RowId(run.Key, historyEvent.EventId);
        Events.Add(historyEvent);
        _bytes += historyEvent.CalculateSize();
        return historyEvent;
    }

    /// <summary>Appends an event, or keeps it until the workflow task that a worker has is completed.</summary>
    public void AppendOrBuffer(EventType type, Action<HistoryEvent> fill, Timestamp? time = null)
    {
        var historyEvent = new HistoryEvent { EventType = type };
        fill(historyEvent);
        AppendOrBuffer(historyEvent, time);
    }

    public void AppendOrBuffer(HistoryEvent historyEvent, Timestamp? time = null)
    {
        historyEvent.EventTime = time ?? Now;
        if (BuffersEvents)
        {
            State.BufferedEvents.Add(historyEvent);
        }
        else
        {
            _ = Append(historyEvent);
        }
    }

    /// <summary>Schedules a workflow task unless there is one.</summary>
    public void ScheduleWorkflowTask() => run.WorkflowTasks.Schedule(this);

    /// <summary>The rows for the database; the new events become part of the history.</summary>
    public RunCommit ToCommit(bool isNew, DateTimeOffset now, Action<RunTransaction, long> committed)
    {
        byte[]? events = null;
        if (Events.Count > 0)
        {
            var history = new History();
            history.Events.AddRange(Events);
            events = history.ToByteArray();
            State.HistoryBytes += events.Length;
        }

        var pending = new List<PendingChange>();
        foreach (var part in run.PendingParts)
        {
            part.AddChanges(pending);
        }

        (State.PendingRows, State.RequestRows) = (run.PendingParts.Sum(part => part.Count), requestIds.Count);
        State.StateTransitions++;
        State.LastChangeTime = Timestamp.FromDateTimeOffset(now);
        run.Events.Append(Events);
        var last = run.Events.Last;
        return new RunCommit
        {
            RunKey = run.Key,
            NewRun = isNew ? NewRun() : null,
            StartTime = StartTicks,
            Status = State.Status,
            WasClosed = before.Status != WorkflowExecutionStatus.Running,
            HasUnsent = State.ExternalRequests is not null,
            CloseTime = State.CloseTime?.ToDateTimeOffset().UtcTicks,
            HistoryLength = last,
            HistoryBytes = State.HistoryBytes,
            Transitions = State.StateTransitions,
            State = State.ToByteArray(),
            Item = isNew || ChangesItem ? ExecutionInfo.ListItem(run.Start, State).ToByteArray() : null,
            FirstEventId = last - Events.Count + 1,
            Events = events,
            Pending = pending,
            RequestIds = RequestIds,
            Attributes = isNew || !Equals(State.SearchAttributes, before.SearchAttributes) ? IndexedValues() : null,
            Committed = () => committed(this, last),
        };
    }

    /// <summary>Nothing can be changed any more.</summary>
    public void End() => _ended = true;

    /// <summary>Whether the change alters how lists show the run.</summary>
    private bool ChangesItem => State.Status != before.Status || !Equals(State.SearchAttributes, before.SearchAttributes) || !Equals(State.Memo, before.Memo)
        || State.VersioningBehavior != before.VersioningBehavior || !Equals(State.DeploymentVersion, before.DeploymentVersion) || !Equals(State.VersioningOverride, before.VersioningOverride);

    private long StartTicks => run.Start.StartTime.ToDateTimeOffset().UtcTicks;

    private IReadOnlyList<IndexedValue> IndexedValues() =>
        [.. run.Environment.Attributes.Index(run.Namespace, State.SearchAttributes ?? run.Start.SearchAttributes), .. RunRelations.Of(run.Start)];

    private NewRun NewRun()
    {
        var start = run.Start;
        return new NewRun(run.Namespace, start.WorkflowId, start.RunId, start.WorkflowType, start.TaskQueue, StartTicks, run.FirstTaskTime.UtcTicks, start.ToByteArray());
    }
}
