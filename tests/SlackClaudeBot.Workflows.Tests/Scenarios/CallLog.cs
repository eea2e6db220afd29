namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>Every call that a workflow made of the world, in order. Tests wait for calls, never for time.</summary>
internal sealed class CallLog
{
    /// <summary>Only a broken test or workflow waits this long, in real time.</summary>
    private static readonly TimeSpan _giveUp = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private readonly List<object> _calls = [];
    private readonly List<(Func<object, bool> Which, TaskCompletionSource<object> Came)> _waiting = [];

    public void Add(object call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            foreach (var (which, came) in _waiting)
            {
                if (which(call))
                {
                    came.TrySetResult(call);
                }
            }
        }
    }

    /// <summary>All calls of a kind so far.</summary>
    public IReadOnlyList<T> Of<T>()
    {
        lock (_lock)
        {
            return [.. _calls.OfType<T>()];
        }
    }

    /// <summary>The first such call, which may be still to come.</summary>
    public async Task<T> FirstAsync<T>(Func<T, bool>? which = null)
    {
        bool Fits(object call) => call is T candidate && which?.Invoke(candidate) != false;
        Task<object> waiting;
        lock (_lock)
        {
            if (_calls.Find(Fits) is T there)
            {
                return there;
            }

            var came = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((Fits, came));
            waiting = came.Task;
        }

        try
        {
            return (T)await waiting.WaitAsync(_giveUp);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No such {typeof(T).Name} came. There was:\n{this}");
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join("\n", _calls);
        }
    }
}
