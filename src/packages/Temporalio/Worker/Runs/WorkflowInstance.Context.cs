using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>What stands behind <see cref="Workflow"/>.</content>
internal sealed partial class WorkflowInstance
{
    private readonly Dictionary<string, bool> _patches = [];
    private readonly List<string> _patchesTaken = [];
    private readonly Dictionary<string, IRawValue> _memo = [];
    private int _activities;
    private int _timers;

    public bool AllHandlersFinished => _handling.Count == 0;

    public CancellationToken CancellationToken => _cancellation.Token;

    public bool ContinueAsNewSuggested => Clock.ContinueAsNewSuggested;

    public string CurrentDetails { get; set; } = string.Empty;

    public int CurrentHistoryLength => Clock.HistoryLength;

    public int CurrentHistorySize => Clock.HistorySize;

    public WorkflowQueryDefinition? DynamicQuery { get; set; }

    public WorkflowSignalDefinition? DynamicSignal
    {
        get => _dynamicSignal;
        set
        {
            _dynamicSignal = value;
            DeliverUnhandled();
        }
    }

    public WorkflowInfo Info { get; }

    public object Instance => _instance ?? throw new InvalidOperationException("The workflow's object is being made.");

    public bool IsReplaying => Clock.Replaying;

    public bool IsReplayingHistoryEvents => Clock.Replaying && !_readOnly;

    public ILogger Logger => _logger;

    public IReadOnlyDictionary<string, IRawValue> Memo => _memo;

    public IPayloadConverter PayloadConverter => _payloads;

    public IDictionary<string, WorkflowQueryDefinition> Queries => _queries;

    public DeterministicRandom Random { get; private set; }

    public IDictionary<string, WorkflowSignalDefinition> Signals => new SignalHandlers(this);

    public DateTime UtcNow => Clock.UtcNow;

    public void SetMemo(Memo? memo)
    {
        foreach (var (key, value) in memo?.Fields ?? [])
        {
            _memo[key] = new RawValue(value);
        }
    }

    public Task DelayAsync(DelayOptions options)
    {
        RequireWritable();
        var token = options.CancellationToken ?? CancellationToken;
        if (options.Delay < TimeSpan.Zero && options.Delay != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("A delay cannot be negative.", nameof(options));
        }

        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        var stack = StackOfCaller();
        if (options.Delay == Timeout.InfiniteTimeSpan)
        {
            return Queue(() => TracedAsync(stack, async () =>
            {
                var never = new TaskCompletionSource<int>();
                using var registration = token.Register(() => never.TrySetCanceled(token));
                return await never.Task;
            }));
        }

        // The service has no timers of no time.
        var delay = options.Delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : options.Delay;
        var timer = new TimerCommand($"{++_timers}", delay, UserMetadataOf(options.Summary));
        _ledger.Add(timer);
        return Queue(() => TracedAsync(stack, async () =>
        {
            using var registration = token.Register(() => CancelTimer(timer, token));
            await timer.Fired;
            return 0;
        }));
    }

    public Task<TResult> ExecuteActivityAsync<TResult>(string activity, IReadOnlyCollection<object?> args, ActivityOptions options)
    {
        RequireWritable();
        ArgumentNullException.ThrowIfNull(options);
        if (options.StartToCloseTimeout is null && options.ScheduleToCloseTimeout is null)
        {
            throw new ArgumentException("An activity must have a StartToCloseTimeout or a ScheduleToCloseTimeout.", nameof(options));
        }

        var token = options.CancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
        {
            return Task.FromException<TResult>(new CanceledFailureException("Activity cancelled before scheduled"));
        }

        var command = new ActivityCommand(ToAttributes(activity, args, options), options.CancellationType, UserMetadataOf(options.Summary));
        _ledger.Add(command);
        var stack = StackOfCaller();
        return Queue(() => TracedAsync(stack, async () =>
        {
            using var registration = token.Register(() => CancelActivity(command));
            var outcome = await command.Outcome;
            return outcome.Failure is { } failure ? throw ToException(failure) : ToResult<TResult>(outcome.Result);
        }));
    }

    public ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId) => new ExternalHandle<TWorkflow>(this, id, runId);

    public bool Patch(string patchId, bool deprecated)
    {
        RequireWritable();
        if (_patches.TryGetValue(patchId, out var known))
        {
            return known;
        }

        var taken = !Clock.Replaying || RecordedPatches.Contains(patchId);
        _patches.Add(patchId, taken);
        if (taken)
        {
            _ledger.Add(new PatchCommand(patchId, deprecated));
            _patchesTaken.Add(patchId);
            if (ListsPatches)
            {
                _ledger.Add(new PatchListCommand([.. _patchesTaken]));
            }
        }

        return taken;
    }

    public void UpsertMemo(IReadOnlyCollection<MemoUpdate> updates)
    {
        RequireWritable();
        if (updates.Count == 0)
        {
            throw new ArgumentException("There is nothing to change.", nameof(updates));
        }

        var upserted = new Memo();
        foreach (var update in updates)
        {
            var payload = _payloads.ToPayload(update.HasValue ? update.UntypedValue : null);
            upserted.Fields.Add(update.UntypedKey, payload);
            if (update.HasValue)
            {
                _memo[update.UntypedKey] = new RawValue(payload);
            }
            else
            {
                _memo.Remove(update.UntypedKey);
            }
        }

        _ledger.Add(new MemoCommand(upserted));
    }

    public Task<bool> WaitConditionAsync(WaitConditionOptions options)
    {
        RequireWritable();
        var check = options.ConditionCheck;
        var token = options.CancellationToken ?? CancellationToken;
        var condition = _conditions.AddLast(new Condition(check, new()));
        var stack = StackOfCaller();
        return Queue(() => TracedAsync(stack, async () =>
        {
            try
            {
                using var registration = token.Register(() => condition.Value.Met.TrySetCanceled(token));
                return await MetInTimeAsync(condition.Value.Met.Task, options);
            }
            finally
            {
                if (condition.List is not null)
                {
                    _conditions.Remove(condition);
                }
            }
        }));
    }

    private static async Task<bool> MetInTimeAsync(Task met, WaitConditionOptions options)
    {
        if (options.Timeout is not { } timeout || timeout == Timeout.InfiniteTimeSpan)
        {
            await met;
            return true;
        }

        using var stopTimer = new CancellationTokenSource();
        var timer = Workflow.DelayWithOptionsAsync(new() { Delay = timeout, Summary = options.TimeoutSummary, CancellationToken = stopTimer.Token });
        if (await Workflow.WhenAnyAsync(met, timer) != met)
        {
            return false;
        }

        // CancelAsync would go on elsewhere than in the workflow.
        stopTimer.Cancel();
        await met;
        return true;
    }

    private ScheduleActivityTaskCommandAttributes ToAttributes(string activity, IReadOnlyCollection<object?> args, ActivityOptions options) => new()
    {
        // The number is used up whether or not the activity has an id of its own.
        ActivityId = ++_activities is var number && options.ActivityId is { } id ? id : $"{number}",
        ActivityType = new() { Name = activity },
        TaskQueue = new() { Name = options.TaskQueue ?? Info.TaskQueue, Kind = Api.Enums.V1.TaskQueueKind.Normal },
        Input = ToPayloads(args),
        ScheduleToCloseTimeout = options.ScheduleToCloseTimeout?.ToDuration(),
        ScheduleToStartTimeout = options.ScheduleToStartTimeout?.ToDuration(),
        StartToCloseTimeout = options.StartToCloseTimeout?.ToDuration(),
        HeartbeatTimeout = options.HeartbeatTimeout?.ToDuration(),
        RetryPolicy = options.RetryPolicy?.ToProto(),
        RequestEagerExecution = !options.DisableEagerActivityExecution,
        Priority = options.Priority?.ToProto(),
    };

    private UserMetadata? UserMetadataOf(string? summary) => summary is null ? null : new() { Summary = _payloads.ToPayload(summary) };

    private void CancelTimer(TimerCommand timer, CancellationToken token)
    {
        if (!timer.Cancel(token))
        {
            return;
        }

        if (timer.EventId == 0)
        {
            _ledger.Remove(timer);
        }
        else
        {
            _ledger.Add(new CancelTimerCommand(timer.Id));
        }
    }

    private void CancelActivity(ActivityCommand command)
    {
        if (command.Outcome.IsCompleted)
        {
            return;
        }

        if (command.EventId == 0)
        {
            _ledger.Remove(command);
        }
        else if (command.CancellationType != ActivityCancellationType.Abandon)
        {
            _ledger.Add(new CancelActivityCommand(command.EventId));
            if (command.CancellationType == ActivityCancellationType.WaitCancellationCompleted)
            {
                return;
            }
        }

        _resolutions.Enqueue(() => command.Resolve(new(null, command.Canceled())));
    }

    private async Task SendAsync(SignalExternalCommand command, CancellationToken token)
    {
        _ledger.Add(command);
        await Queue(async () =>
        {
            using var registration = token.Register(() =>
            {
                if (command.EventId == 0 && !command.Outcome.IsCompleted)
                {
                    _ledger.Remove(command);
                    _resolutions.Enqueue(() => command.Resolve(new() { Message = "Signal was cancelled before being sent", CanceledFailureInfo = new() }));
                }
            });
            if (await command.Outcome is { } failure)
            {
                throw ToException(failure);
            }
        });
    }

    private async Task SendAsync(CancelExternalCommand command)
    {
        _ledger.Add(command);
        await Queue(async () =>
        {
            if (await command.Outcome is { } failure)
            {
                throw ToException(failure);
            }
        });
    }

    private Exception ToException(Failure failure) => _failures.ToException(failure, _payloads);

    private TResult ToResult<TResult>(Payloads? result) => typeof(TResult) == typeof(ValueTuple) || result is null or { Payloads_.Count: 0 }
        ? default!
        : _payloads.ToValue<TResult>(result.Payloads_[0]);

    private void RequireWritable()
    {
        if (_readOnly)
        {
            throw new InvalidWorkflowOperationException("A query may only read: it can neither wait nor make commands.");
        }
    }

    private sealed class ExternalHandle<TWorkflow>(WorkflowInstance instance, string id, string? runId) : ExternalWorkflowHandle<TWorkflow>
    {
        public override string Id => id;

        public override string? RunId => runId;

        private WorkflowExecution Execution => new() { WorkflowId = id, RunId = runId ?? string.Empty };

        public override Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null)
        {
            instance.RequireWritable();
            var token = options?.CancellationToken ?? instance.CancellationToken;
            return token.IsCancellationRequested
                ? Task.FromException(new CanceledFailureException("Signal cancelled before scheduled"))
                : instance.SendAsync(new SignalExternalCommand(Execution, signal, instance.ToPayloads(args)), token);
        }

        public override Task CancelAsync()
        {
            instance.RequireWritable();
            return instance.SendAsync(new CancelExternalCommand(Execution));
        }
    }
}
