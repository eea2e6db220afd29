namespace Temporalio.Workflows;

/// <summary>A semaphore for workflow code. Who waits first goes first.</summary>
public class Semaphore
{
    private readonly LinkedList<object> _waiting = [];

    /// <summary>A semaphore that lets so many in.</summary>
    public Semaphore(int initialCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(initialCount);
        Max = CurrentCount = initialCount;
    }

    /// <summary>How many it lets in.</summary>
    public int Max { get; init; }

    /// <summary>How many may still enter.</summary>
    public int CurrentCount { get; private set; }

    /// <summary>Waits to enter.</summary>
    public Task WaitAsync(CancellationToken? cancellationToken = null) => EnterAsync(null, cancellationToken);

    /// <summary>Waits to enter; false when the time is over.</summary>
    public Task<bool> WaitAsync(int millisecondsTimeout, CancellationToken? cancellationToken = null) =>
        WaitAsync(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Waits to enter; false when the time is over.</summary>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken? cancellationToken = null) => EnterAsync(timeout, cancellationToken);

    /// <summary>Leaves.</summary>
    public void Release()
    {
        if (CurrentCount >= Max)
        {
            throw new InvalidOperationException("Released more often than entered.");
        }

        CurrentCount++;
    }

    private async Task<bool> EnterAsync(TimeSpan? timeout, CancellationToken? cancellationToken)
    {
        if (_waiting.Count > 0 || CurrentCount == 0)
        {
            var place = _waiting.AddLast(new object());
            try
            {
                var entered = await Workflow.WaitConditionWithOptionsAsync(new()
                {
                    ConditionCheck = () => CurrentCount > 0 && _waiting.First == place,
                    Timeout = timeout,
                    CancellationToken = cancellationToken,
                });
                if (!entered)
                {
                    return false;
                }
            }
            finally
            {
                _waiting.Remove(place);
            }
        }

        CurrentCount--;
        return true;
    }
}
