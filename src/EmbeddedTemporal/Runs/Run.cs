using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// One run of a workflow: the actor that owns its state. Calls take turns; each makes one change, whose events, state and
/// tasks are committed together; answers, tasks and readers wait for that commit. A change that fails leaves no trace.
/// </summary>
internal sealed partial class Run : IDeadlineHolder
{
    // What the real service signs with.
    private const string HistoryService = "history-service";

    private readonly Lock _gate = new();
    private readonly RunEnvironment _environment;
    private readonly PendingActivities _activities;
    private readonly PendingTimers _timers;
    private readonly HashSet<string> _requestIds = [];
    private readonly RunHistory _history;

    /// <summary>
    /// From the service's steady time to the run's own, which goes on where it stood when the run was last changed, also
    /// where the machine's clock was set back meanwhile: so its events never go back in time, and nothing it waits for
    /// comes late.
    /// </summary>
    private readonly TimeSpan _offset;
    private RunState _state;
    private bool _stored;

    /// <summary>A run that begins now.</summary>
    public Run(RunEnvironment environment, long key, string @namespace, RunStart start)
    {
        _environment = environment;
        Key = key;
        Namespace = @namespace;
        Start = start;
        _state = new RunState { NextEventId = 1, Status = WorkflowExecutionStatus.Running, NextWorkflowTaskAttempt = 1 };
        _activities = new PendingActivities([]);
        _timers = new PendingTimers([]);
        _history = new RunHistory(environment.Reader, key, nextEventId: 1);
        _offset = Offset(environment.Clock, start.StartTime);
    }

    /// <summary>A run taken up from the database.</summary>
    public Run(RunEnvironment environment, StoredRun stored, StoredPending pending)
    {
        _environment = environment;
        Key = stored.Key;
        Namespace = stored.Namespace;
        Start = stored.Start;
        _state = stored.State;
        _stored = true;
        _history = new RunHistory(environment.Reader, stored.Key, stored.State.NextEventId);
        _offset = Offset(environment.Clock, stored.State.LastChangeTime ?? stored.Start.StartTime);
        _activities = new PendingActivities(pending.Activities);
        _timers = new PendingTimers(pending.Timers);
        _requestIds.UnionWith(pending.RequestIds);
    }

    public long Key { get; }

    public string Namespace { get; }

    public RunStart Start { get; }

    public string WorkflowId => Start.WorkflowId;

    public string RunId => Start.RunId;

    private WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId };

    private bool IsOpen => _state.Status == WorkflowExecutionStatus.Running;

    private DateTimeOffset UtcNow => _environment.Clock.Steady + _offset;

    private Timestamp Now => Timestamp.FromDateTimeOffset(UtcNow);

    private static TimeSpan Offset(ServiceClock clock, Timestamp stoodAt)
    {
        var (steady, present) = clock.Read();
        var at = stoodAt.ToDateTimeOffset();
        return (at > present ? at : present) - steady;
    }

    /// <summary>Queues again, after a start of the service, what was waiting for a worker.</summary>
    public void TakeUp()
    {
        lock (_gate)
        {
            if (_state.WorkflowTask is { StartedEventId: 0 } task)
            {
                QueueWorkflowTask(task);
            }

            _lostAttempts.UnionWith(_activities.All
                .Where(a => a.StartedTime is not null && _environment.IsLostWorker(a.Identity))
                .Select(a => (a.ScheduledEventId, a.Attempt)));
            QueueDueActivities();
            AskOthers();
            UpdateBusy();
        }
    }

    private static TaskQueue NormalQueue(string name) => new() { Name = name, Kind = TaskQueueKind.Normal };
}
