using Microsoft.Extensions.Logging;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <summary>
/// A workflow's code at work: a task scheduler that runs its tasks one after the other, in the order they became ready,
/// on whichever thread works on the workflow task. Given the same jobs it makes the same commands.
/// </summary>
internal sealed partial class WorkflowInstance : TaskScheduler, IWorkflowContext, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Task> _ready = [];
    private readonly LinkedList<Condition> _conditions = [];
    private readonly Queue<Action> _resolutions = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly WorkflowDefinition _definition;
    private readonly CommandLedger _ledger;
    private readonly RunSettings _settings;
    private readonly IPayloadConverter _payloads;
    private readonly IFailureConverter _failures;
    private readonly ILogger _logger;
    private int _thread;
    private bool _readOnly;
    private Exception? _failure;
    private object? _instance;

    public WorkflowInstance(WorkflowDefinition definition, WorkflowInfo info, ulong randomSeed, CommandLedger ledger, RunSettings settings, WorkflowTaskClock clock)
    {
        (_definition, Info, _ledger, _settings, Clock) = (definition, info, ledger, settings, clock);
        (_payloads, _failures) = (settings.DataConverter.PayloadConverter, settings.DataConverter.FailureConverter);
        _logger = new ReplaySafeLogger(settings.LoggerFactory.CreateLogger($"Temporalio.Workflow:{info.WorkflowType}"), this);
        Random = new(randomSeed);
        _signals = new Dictionary<string, WorkflowSignalDefinition>(definition.Signals);
        _queries = new Dictionary<string, WorkflowQueryDefinition>(definition.Queries);
        (_dynamicSignal, DynamicQuery) = (definition.DynamicSignal, definition.DynamicQuery);
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>The workflow task at hand.</summary>
    public WorkflowTaskClock Clock { get; set; }

    /// <summary>The patches that history is known to have.</summary>
    public HashSet<string> RecordedPatches { get; } = [];

    /// <summary>Whether a patch is listed in a search attribute. Histories of old SDKs do not have that.</summary>
    public bool ListsPatches { get; set; } = true;

    /// <summary>Starts the run method. What it is given is only decoded now, so that broken input fails the task.</summary>
    public void Start(IReadOnlyList<Api.Common.V1.Payload> input)
    {
        object?[] args;
        try
        {
            args = Decode(input, _definition.RunParameters, _definition.Name is null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidWorkflowOperationException($"Failed decoding arguments of workflow {Info.WorkflowType}: {e.Message}");
        }

        _ = Queue(() =>
        {
            try
            {
                _instance = _definition.CreateInstance(args);
            }
            catch (Exception e)
            {
                EndBecauseOf(e);
            }

            return Task.CompletedTask;
        });
        Drain(checkConditions: false);
        if (_instance is not null)
        {
            _startMain = () => _ = Queue(() => RunMainAsync(args));
        }
    }

    /// <summary>The calling thread works on the workflow until disposed: tasks that become ready elsewhere are an error.</summary>
    public IDisposable Occupy()
    {
        _thread = Environment.CurrentManagedThreadId;
        return new Occupation(this);
    }

    /// <summary>Runs everything that can run now.</summary>
    /// <exception cref="Exception">The workflow's code failed in a way that fails the task.</exception>
    public void Run()
    {
        // Handlers of signals that came before the first task go before the run method.
        _startMain?.Invoke();
        _startMain = null;
        Drain(checkConditions: true);
        while (_failure is null && _resolutions.Count > 0)
        {
            for (var count = _resolutions.Count; count > 0; count--)
            {
                _resolutions.Dequeue()();
            }

            Drain(checkConditions: true);
        }

        if (_failure is { } failure)
        {
            throw failure;
        }

        // Only now: handlers that could finish in this task have.
        if (_ledger.HasEndedWell)
        {
            WarnOfUnfinishedHandlers();
        }
    }

    /// <summary>Cancels the workflow.</summary>
    public void Cancel() => _ = Queue(() =>
    {
        _cancellation.Cancel();
        return Task.CompletedTask;
    });

    public void Dispose() => _cancellation.Dispose();

    public void Reseed(ulong seed) => Random = new(seed);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _ready];
        }
    }

    protected override void QueueTask(Task task)
    {
        InvalidWorkflowOperationException? stray = null;
        lock (_gate)
        {
            if (Environment.CurrentManagedThreadId != _thread && _failure is null)
            {
                _failure = stray = new(
                    "Workflow code went on outside of its workflow task. It must not use threads, Task.Run, Task.Delay, ConfigureAwait(false) or time-outs of .NET.");
            }

            _ready.AddLast(task);
        }

        if (stray is not null)
        {
            // It fails the next task; until there is one, the workflow stands still.
            Log.WentAstray(_logger, stray);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override bool TryDequeue(Task task)
    {
        lock (_gate)
        {
            return _ready.Remove(task);
        }
    }

    private void Drain(bool checkConditions)
    {
        do
        {
            while (_failure is null && TakeReady() is { } task)
            {
                TryExecuteTask(task);
            }
        }
        while (_failure is null && checkConditions && MeetCondition());
    }

    private Task? TakeReady()
    {
        lock (_gate)
        {
            var first = _ready.First;
            if (first is not null)
            {
                _ready.RemoveFirst();
            }

            return first?.Value;
        }
    }

    /// <summary>Asks the conditions in the order they were made, until one is met.</summary>
    private bool MeetCondition()
    {
        using var context = Workflow.Impersonate(this);
        for (var node = _conditions.First; node is not null; node = node.Next)
        {
            try
            {
                if (!node.Value.Check())
                {
                    continue;
                }

                node.Value.Met.TrySetResult();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                node.Value.Met.TrySetException(e);
            }

            _conditions.Remove(node);
            return true;
        }

        return false;
    }

    private Task Queue(Func<Task> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    private Task<T> Queue<T>(Func<Task<T>> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    private sealed class Occupation(WorkflowInstance instance) : IDisposable
    {
        public void Dispose() => instance._thread = 0;
    }

    private sealed record Condition(Func<bool> Check, TaskCompletionSource Met);
}
