using Microsoft.Extensions.Logging;
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
            if (ListsPatches && PatchListCommand.Of(_patchesTaken) is { } list)
            {
                _ledger.Add(list);
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

    private UserMetadata? UserMetadataOf(string? summary) => summary is null ? null : new() { Summary = _payloads.ToPayload(summary) };

    private Exception ToException(Failure failure) => _failures.ToException(failure, _payloads);

    private void RequireWritable()
    {
        if (_readOnly)
        {
            throw new InvalidWorkflowOperationException("A query may only read: it can neither wait nor make commands.");
        }
    }
}
