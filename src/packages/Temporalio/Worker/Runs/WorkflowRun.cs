using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Worker.Commands;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker.Runs;

/// <summary>A run in memory: takes history in, gives commands out. Knows no network, and is worked on by one thread at a time.</summary>
internal sealed class WorkflowRun(string workflowId, string runId, RunSettings settings) : IDisposable
{
    // Flags of Temporal's Rust Core that tell which of its rules a run follows: ids and types are compared,
    // patches are listed in a search attribute, what ends the workflow comes last.
    private const uint ListsPatchesFlag = 2;
    private static readonly uint[] _usedFlags = [1, ListsPatchesFlag, 3];

    private readonly HistoryFeed _feed = new();
    private readonly CommandLedger _ledger = new();
    private readonly EventDispatch _dispatch = new();
    private readonly HashSet<uint> _flags = [];
    private WorkflowInstance? _instance;

    /// <summary>The last event it has been given.</summary>
    public long LastEventId => _feed.LastEventId;

    /// <summary>Whether the workflow has ended.</summary>
    public bool HasEnded => _ledger.HasEnded;

    /// <summary>Whether the flags that this SDK follows still have to be written to history.</summary>
    public IEnumerable<uint> FlagsToRecord => _usedFlags.Except(_flags);

    /// <summary>The commands of the task that was worked on last.</summary>
    public IEnumerable<PendingCommand> PendingCommands => _ledger.Commands;

    /// <summary>Gives events; those it has already are passed over.</summary>
    public void Add(IEnumerable<HistoryEvent> events) => _feed.Add(events);

    /// <summary>Works on all tasks that history has.</summary>
    /// <param name="live">Whether the last one, started and not ended, is to be answered now.</param>
    /// <param name="begin">Called as each begins.</param>
    public void Advance(bool live, Action begin)
    {
        while (_feed.Take(live) is { } task)
        {
            begin();
            Apply(task);
        }
    }

    /// <summary>The answer to the task that was worked on last.</summary>
    public IReadOnlyList<Command> ToCommands() => _ledger.ToCommands();

    /// <summary>Compares the last answer with what follows in history, where no further task does.</summary>
    public void VerifyLastAnswer()
    {
        foreach (var historyEvent in _feed.PeekAnswer().Where(e => e.IsCommand()))
        {
            _ledger.Match(historyEvent);
        }
    }

    /// <summary>Asks a query.</summary>
    public WorkflowQueryResult Ask(WorkflowQuery query)
    {
        if (_instance is null)
        {
            return new() { ResultType = QueryResultType.Failed, ErrorMessage = "The workflow has not run yet." };
        }

        using var occupied = _instance.Occupy();
        return _instance.Ask(query);
    }

    public void Dispose() => _instance?.Dispose();

    /// <summary>The answer has been written: its flags need not be written again.</summary>
    public void FlagsRecorded() => _flags.UnionWith(_usedFlags);

    private void Apply(WorkflowTaskEvents task)
    {
        var settled = false;
        _dispatch.Clear();
        foreach (var historyEvent in task.Events)
        {
            if (historyEvent.IsCommand())
            {
                MatchCommand(historyEvent);
                continue;
            }

            if (historyEvent.EventType == EventType.WorkflowTaskCompleted)
            {
                ReadFlags(historyEvent);
                continue;
            }

            if (!settled)
            {
                _ledger.Settle(historyEvent);
                settled = true;
            }

            _dispatch.Add(historyEvent);
        }

        if (task.Started is not { } started)
        {
            return;
        }

        var clock = WorkflowTaskClock.Of(started, task.Replaying);
        var instance = _instance ??= _dispatch.Start is { } start
            ? WorkflowStart.Create(workflowId, runId, start, _ledger, settings, clock)
            : throw new InvalidOperationException("History does not begin with the workflow's start.");
        using var occupied = instance.Occupy();
        instance.Clock = clock;
        LookAhead(instance, task.Replaying);
        if (_dispatch.Start is { } first)
        {
            instance.Start(first.WorkflowExecutionStartedEventAttributes.Input?.Payloads_ ?? []);
        }

        _dispatch.Deliver(instance);
        instance.Run();
    }

    private void MatchCommand(HistoryEvent historyEvent)
    {
        _ledger.Match(historyEvent);
        _dispatch.Track(historyEvent, _ledger.LastMatched);
    }

    /// <summary>What the answer in history says of the code that gave it must be known before that code runs again.</summary>
    private void LookAhead(WorkflowInstance instance, bool replaying)
    {
        if (!replaying)
        {
            instance.ListsPatches = true;
            return;
        }

        foreach (var historyEvent in _feed.PeekAnswer())
        {
            if (historyEvent.EventType == EventType.WorkflowTaskCompleted)
            {
                ReadFlags(historyEvent);
            }
            else if (PatchCommand.PatchOf(historyEvent) is { } patch)
            {
                instance.RecordedPatches.Add(patch.Id);
            }
        }

        instance.ListsPatches = _flags.Contains(ListsPatchesFlag);
    }

    private void ReadFlags(HistoryEvent completed) =>
        _flags.UnionWith(completed.WorkflowTaskCompletedEventAttributes.SdkMetadata?.CoreUsedFlags ?? []);
}
