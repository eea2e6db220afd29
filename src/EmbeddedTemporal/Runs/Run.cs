using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// One run of a workflow. Its parts own its state and change it only with a transaction, which the run opens under its lock; the
/// events, state and tasks of a transaction are committed together. Answers, tasks and readers wait for that commit. A transaction
/// that fails leaves no trace.
/// </summary>
internal sealed partial class Run
{
    /// <summary>The identity by which the real service signs what it does itself.</summary>
    public const string HistoryService = "history-service";

    private readonly Lock _gate = new();
    private readonly RunClock _clock;
    private readonly HashSet<string> _requestIds = [];
    private readonly VirtualClockHold _hold;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Durability? _lastCommit;
    private RunState _state;
    private bool _stored;
    private bool _tellsFamily;

    /// <summary>A run that begins now.</summary>
    public Run(RunEnvironment environment, long key, string @namespace, RunStart start)
        : this(environment, key, @namespace, start, new RunState { NextEventId = 1, Status = WorkflowExecutionStatus.Running, NextWorkflowTaskAttempt = 1, VersioningOverride = start.VersioningOverride }, new StoredPending([], [], []))
    {
    }

    /// <summary>A run read from the database.</summary>
    public Run(RunEnvironment environment, StoredRun stored, StoredPending pending)
        : this(environment, stored.Key, stored.Namespace, stored.Start, stored.State, pending) => _stored = true;

    private Run(RunEnvironment environment, long key, string @namespace, RunStart start, RunState state, StoredPending pending)
    {
        Environment = environment;
        Key = key;
        Namespace = @namespace;
        Start = start;
        _state = state;
        _clock = RunClock.From(environment.Clock, state.LastChangeTime ?? start.StartTime);
        _hold = new VirtualClockHold(environment.Clock.Skipping);
        _requestIds.UnionWith(pending.RequestIds);
        Events = new RunHistory(environment.Reader, key, state.NextEventId);
        WorkflowTasks = new WorkflowTasks(this);
        Activities = new Activities(this, pending.Activities);
        Timers = new Timers(pending.Timers);
        Children = new Children(this, pending.Children);
        Updates = new Updates(this, pending.Updates);
        PendingParts = [Activities, Timers, Children, Updates];
        ExternalRequests = new ExternalRequests(this);
        Queries = new Queries(this);
    }

    public RunEnvironment Environment { get; }

    public long Key { get; }

    public string Namespace { get; }

    public RunStart Start { get; }

    public string WorkflowId => Start.WorkflowId;

    public string RunId => Start.RunId;

    public WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId };

    /// <summary>The events; to be used under the run's lock alone.</summary>
    public RunHistory Events { get; }

    public WorkflowTasks WorkflowTasks { get; }

    public Activities Activities { get; }

    public Timers Timers { get; }

    public Children Children { get; }

    public Updates Updates { get; }

    /// <summary>The parts whose pending rows are stored.</summary>
    public IReadOnlyList<IPendingPart> PendingParts { get; }

    public ExternalRequests ExternalRequests { get; }

    public Queries Queries { get; }

    /// <summary>Ends with the next commit; to be used under the run's lock alone.</summary>
    public Task Progress => _progress.Task;

    /// <summary>Whether other runs, or a schedule, have to know that this one has closed.</summary>
    public bool HasFamily => Start.Parent is not null || Children.Remaining.Count > 0 || RunRelations.IsScheduled(Start);

    /// <summary>The run's own time.</summary>
    public DateTimeOffset UtcNow => _clock.UtcNow;

    /// <summary>When the run times out; null if it does not.</summary>
    public DateTimeOffset? Expiration
    {
        get
        {
            var byRun = Durations.IsSet(Start.RunTimeout) ? FirstTaskTime + Durations.Of(Start.RunTimeout) : (DateTimeOffset?)null;
            var byExecution = Start.ExecutionExpirationTime?.ToDateTimeOffset();
            return byRun is null || byExecution < byRun ? byExecution : byRun;
        }
    }

    /// <summary>When the first workflow task may be scheduled.</summary>
    public DateTimeOffset FirstTaskTime => Start.StartTime.ToDateTimeOffset() + Durations.Of(Start.FirstTaskBackoff);

    /// <summary>Ends when all that has been done so far is on disk.</summary>
    private Task Durable => _lastCommit?.Task ?? Task.CompletedTask;

    /// <summary>Logs a payload that is larger than a workflow's should be.</summary>
    public void WarnIfLarge(int bytes, string what)
    {
        if (bytes > Environment.Limits.WarnPayloadBytes)
        {
            RunLog.PayloadIsLarge(Environment.Logger, what, WorkflowId, RunId, bytes, Environment.Limits.MaxPayloadBytes);
        }
    }

    /// <summary>Reads the state, or makes changes that must follow from it, under the run's lock.</summary>
    public T WithLock<T>(Func<RunState, T> read)
    {
        lock (_gate)
        {
            return read(_state);
        }
    }

    /// <summary>The status, true once all that has been done so far is on disk.</summary>
    public Committed<WorkflowExecutionStatus> Snapshot() => WithLock(state => new Committed<WorkflowExecutionStatus>(state.Status, Durable));

    public Committed<DescribeWorkflowExecutionResponse> Describe() =>
        WithLock(state => new Committed<DescribeWorkflowExecutionResponse>(RunDescription.Of(this, state), Durable));
}
