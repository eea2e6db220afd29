using System.Text.Json;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Bounds how many tasks this host works on at once. Who holds a slot is kept in a file: after a crash the same tasks go on, and
/// no others come in between. A slot without a running step is released after a while: its workflow may have been terminated, or work elsewhere.
/// </summary>
public sealed partial class TaskSlots
{
    /// <summary>A holder without a running step for this long has no use for its slot. Well above the pause between two tries of a step.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private readonly SlotWaiters _waiters = new();
    private readonly SlotReservations _reservations = new();
    private readonly TimeProvider _time;
    private readonly ILogger<TaskSlots> _logger;
    private readonly string _file;

    public TaskSlots(SandboxOptions options, DataDirectory data, TimeProvider time, ILogger<TaskSlots> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        (Count, _time, _logger) = (options.TasksAtOnce, time, logger);
        _file = Path.Combine(data.Folder("host"), "slots.json");
        foreach (var slot in Read())
        {
            _holders[slot.WorkflowId] = new Holder(slot, time.GetUtcNow());
        }
    }

    /// <summary>How many slots there are.</summary>
    public int Count { get; }

    /// <summary>The slots that are held.</summary>
    public IReadOnlyList<TaskSlot> Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _holders.Values.Select(holder => holder.Slot)];
            }
        }
    }

    /// <summary>Waits for a slot. A workflow that holds one has it at once.</summary>
    /// <param name="slot">Whose.</param>
    /// <param name="returns">Whether its sandbox is here already: such tasks go first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AcquireAsync(TaskSlot slot, bool returns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slot);
        Task granted;
        lock (_gate)
        {
            _reservations.Use(returns);
            if (_holders.ContainsKey(slot.WorkflowId) || (_holders.Count < Count && !_waiters.IsBefore(returns)))
            {
                Hold(slot);
                Settle();
                return;
            }

            granted = _waiters.Add(slot, returns);
        }

        using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(slot), null);
        await granted;
    }

    /// <summary>Releases a workflow's slot.</summary>
    /// <param name="workflowId">The workflow.</param>
    /// <param name="lease">Which of its slots, if it may have taken another one since; null for any.</param>
    public void Release(string workflowId, int? lease = null)
    {
        lock (_gate)
        {
            if (_holders.TryGetValue(workflowId, out var holder) && (lease ?? holder.Slot.Lease) == holder.Slot.Lease)
            {
                _holders.Remove(workflowId);
                Settle();
                Write();
            }
        }
    }

    /// <summary>Notes that a step of a workflow runs here, until the result is disposed of.</summary>
    public IDisposable Enter(string workflowId)
    {
        Touch(workflowId, 1);
        return new Step(this, workflowId);
    }

    /// <summary>Waits until there is room for a task that is not here yet. The room is reserved until the result is disposed of.</summary>
    public async Task<SlotReservation> ReserveAsync(CancellationToken cancellationToken)
    {
        Task<SlotReservation> reserving;
        lock (_gate)
        {
            reserving = _reservations.Add(EndReservation);
            Settle();
        }

        try
        {
            return await reserving.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            CancelReservation(reserving);
            throw;
        }
    }

    /// <summary>Releases the slots that are not used any more.</summary>
    public void ReleaseIdle()
    {
        lock (_gate)
        {
            foreach (var (workflowId, holder) in _holders.Where(held => held.Value.Steps == 0 && _time.GetUtcNow() - held.Value.LastStep >= IdleTimeout).ToList())
            {
                Log.Idle(_logger, workflowId, IdleTimeout.TotalMinutes);
                Release(workflowId, holder.Slot.Lease);
            }
        }
    }

    private void Touch(string workflowId, int steps)
    {
        lock (_gate)
        {
            if (_holders.TryGetValue(workflowId, out var holder))
            {
                holder.Steps = Math.Max(0, holder.Steps + steps);
                holder.LastStep = _time.GetUtcNow();
            }
        }
    }

    private void Hold(TaskSlot slot)
    {
        if (_holders.TryGetValue(slot.WorkflowId, out var holder))
        {
            holder.Slot = slot;
            holder.LastStep = _time.GetUtcNow();
        }
        else
        {
            _holders[slot.WorkflowId] = new Holder(slot, _time.GetUtcNow());
        }

        Write();
    }

    private void GiveUp(TaskSlot slot)
    {
        lock (_gate)
        {
            _waiters.Remove(slot);
            Settle();
        }
    }

    private void EndReservation(SlotReservation reservation)
    {
        lock (_gate)
        {
            _reservations.End(reservation);
            Settle();
        }
    }

    private void CancelReservation(Task<SlotReservation> reserving)
    {
        lock (_gate)
        {
            _reservations.Cancel(reserving);
            Settle();
        }
    }

    /// <summary>Gives what is free to those that wait here, and what is left to those that may come.</summary>
    private void Settle()
    {
        while (_holders.Count < Count && _waiters.Take() is { } next)
        {
            Hold(next);
        }

        _reservations.Grant(Count - _holders.Count - _waiters.Count);
    }

    private List<TaskSlot> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<List<TaskSlot>>(File.ReadAllBytes(_file)) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return [];
        }
    }

    private void Write() => OwnerOnlyFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(_holders.Values.Select(holder => holder.Slot)));

    private sealed class Holder(TaskSlot slot, DateTimeOffset lastStep)
    {
        public TaskSlot Slot { get; set; } = slot;

        public DateTimeOffset LastStep { get; set; } = lastStep;

        public int Steps { get; set; }
    }

    private sealed class Step(TaskSlots slots, string workflowId) : IDisposable
    {
        private bool _hasEnded;

        public void Dispose()
        {
            if (!_hasEnded)
            {
                _hasEnded = true;
                slots.Touch(workflowId, -1);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Workflow {WorkflowId} held a slot without a step for {Minutes} minutes; it is released.")]
        public static partial void Idle(ILogger logger, string workflowId, double minutes);
    }
}
