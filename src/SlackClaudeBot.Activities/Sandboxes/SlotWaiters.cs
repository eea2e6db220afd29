using SlackClaudeBot.Workflows.Contracts.Sandboxes;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The workflows that wait on this host for a slot, next first: those that return, then those that begin. The lock of <see cref="TaskSlots"/> protects it.</summary>
internal sealed class SlotWaiters
{
    private readonly LinkedList<Waiter> _returning = new();
    private readonly LinkedList<Waiter> _beginning = new();

    public int Count => _returning.Count + _beginning.Count;

    /// <summary>Whether one waits that goes before a workflow that comes now.</summary>
    public bool IsBefore(bool returns) => _returning.Count > 0 || (!returns && _beginning.Count > 0);

    /// <summary>Ends with the slot; cancelled if it is given up.</summary>
    public Task Add(TaskSlot slot, bool returns)
    {
        var waiter = new Waiter(slot);
        (returns ? _returning : _beginning).AddLast(waiter);
        return waiter.Granted.Task;
    }

    /// <summary>Takes out the next one; null if none waits.</summary>
    public TaskSlot? Take()
    {
        var list = _returning.Count > 0 ? _returning : _beginning;
        if (list.First?.Value is not { } waiter)
        {
            return null;
        }

        list.RemoveFirst();
        waiter.Granted.TrySetResult();
        return waiter.Slot;
    }

    /// <summary>Takes out one that does not want a slot any more.</summary>
    public void Remove(TaskSlot slot)
    {
        foreach (var list in new[] { _returning, _beginning })
        {
            if (list.FirstOrDefault(waiter => ReferenceEquals(waiter.Slot, slot)) is { } waiter)
            {
                list.Remove(waiter);
                waiter.Granted.TrySetCanceled();
            }
        }
    }

    private sealed record Waiter(TaskSlot Slot)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
