namespace SlackClaudeBot.Playground.Faults;

/// <summary>Faults to inject into the next requests, by operation.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<PlannedFault>> _planned = new(StringComparer.Ordinal);

    /// <summary>Lets the next <paramref name="times"/> requests for an operation (<c>*</c>: for any) fail so.</summary>
    public void Next(string operation, Fault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Plan(operation, new PlannedFault(fault));
        }
    }

    /// <summary>Lets the next request for an operation fail so; completes when that has happened.</summary>
    public Task OnceAsync(string operation, Fault fault)
    {
        var planned = new PlannedFault(fault);
        Plan(operation, planned);
        return planned.Happened;
    }

    /// <summary>Forgets every fault that has not happened yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _planned.Clear();
        }
    }

    /// <summary>How many faults for an operation have not happened yet.</summary>
    public int Pending(string operation)
    {
        lock (_gate)
        {
            return _planned.TryGetValue(operation, out var faults) ? faults.Count : 0;
        }
    }

    internal PlannedFault? Take(string operation)
    {
        lock (_gate)
        {
            foreach (var key in new[] { operation, "*" })
            {
                if (_planned.TryGetValue(key, out var faults) && faults.TryDequeue(out var fault))
                {
                    return fault;
                }
            }

            return null;
        }
    }

    private void Plan(string operation, PlannedFault fault)
    {
        lock (_gate)
        {
            if (!_planned.TryGetValue(operation, out var faults))
            {
                _planned[operation] = faults = new Queue<PlannedFault>();
            }

            faults.Enqueue(fault);
        }
    }
}

/// <summary>A fault that waits for its request.</summary>
internal sealed class PlannedFault(Fault fault)
{
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fault Fault => fault;

    public Task Happened => _happened.Task;

    public void Happen() => _happened.TrySetResult();
}
