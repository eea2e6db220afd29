namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Room that is kept for tasks which a poll of the shared queue may bring. The lock of <see cref="TaskSlots"/> protects it.</summary>
internal sealed class SlotReservations
{
    private readonly LinkedList<(TaskCompletionSource<SlotReservation> Granted, Action<SlotReservation> End)> _waiting = new();
    private readonly LinkedList<SlotReservation> _granted = new();

    /// <summary>Waits for room.</summary>
    public Task<SlotReservation> Add(Action<SlotReservation> end)
    {
        var granted = new TaskCompletionSource<SlotReservation>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.AddLast((granted, end));
        return granted.Task;
    }

    /// <summary>Grants as many as there is room for, those granted before included.</summary>
    public void Grant(int room)
    {
        while (_granted.Count < room && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            var reservation = new SlotReservation(first.Value.End);
            _granted.AddLast(reservation);
            first.Value.Granted.SetResult(reservation);
        }
    }

    /// <summary>A task has come that brings its reservation along, unless it returns: then it came by another way.</summary>
    public void Use(bool returns)
    {
        if (!returns && _granted.FirstOrDefault(reservation => reservation.HasTask) is { } used)
        {
            _granted.Remove(used);
        }
    }

    public void End(SlotReservation reservation) => _granted.Remove(reservation);

    /// <summary>Gives up a reservation that the caller no longer waits for.</summary>
    public void Cancel(Task<SlotReservation> reserving)
    {
        if (reserving.IsCompletedSuccessfully)
        {
            _granted.Remove(reserving.Result);
        }
        else if (_waiting.FirstOrDefault(waiting => waiting.Granted.Task == reserving) is { Granted: not null } waiting)
        {
            _waiting.Remove(waiting);
        }
    }
}

/// <summary>Room for one task.</summary>
public sealed class SlotReservation : IDisposable
{
    private readonly Action<SlotReservation> _end;

    internal SlotReservation(Action<SlotReservation> end) => _end = end;

    /// <summary>Whether a task has come for it.</summary>
    public bool HasTask { get; set; }

    public void Dispose() => _end(this);
}
