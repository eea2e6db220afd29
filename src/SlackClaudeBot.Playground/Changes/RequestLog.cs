namespace SlackClaudeBot.Playground.Changes;

/// <summary>The requests to a stand-in, in order; the oldest are dropped beyond a limit.</summary>
public sealed class RequestLog
{
    private const int Capacity = 50_000;
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _requests = new();
    private readonly ChangeSignal _changed = new();

    /// <summary>All that were received.</summary>
    public IReadOnlyList<ReceivedRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Those for one operation.</summary>
    public IReadOnlyList<ReceivedRequest> For(string operation) =>
        [.. All.Where(request => string.Equals(request.Operation, operation, StringComparison.Ordinal))];

    /// <summary>Those that were refused for a fault of the sender, not by an injected fault.</summary>
    public IReadOnlyList<ReceivedRequest> Refused => [.. All.Where(request => request.Refusal is not null && request.Fault is null)];

    /// <summary>Waits for the first request that satisfies <paramref name="predicate"/>; it may have been received already.</summary>
    public Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _changed.WaitForAsync(() => All.FirstOrDefault(predicate), timeout, () => $"Received: {string.Join(", ", All.Select(r => r.Operation).TakeLast(20))}.", cancellationToken);

    internal void Add(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request);
            if (_requests.Count > Capacity)
            {
                _requests.Dequeue();
            }
        }

        _changed.Pulse();
    }
}
