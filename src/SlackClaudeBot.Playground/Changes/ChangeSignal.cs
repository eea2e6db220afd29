namespace SlackClaudeBot.Playground.Changes;

/// <summary>Lets anybody wait until something has changed, without looking again and again.</summary>
public sealed class ChangeSignal
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Signals a change to all waiting callers.</summary>
    public void Pulse() => Interlocked.Exchange(ref _next, NewSource()).TrySetResult();

    /// <summary>Returns the first answer of <paramref name="find"/> that is not null: now, or after one of the changes to come.</summary>
    /// <exception cref="TimeoutException">Nothing was found in time; the message contains the state from <paramref name="describe"/>.</exception>
    public async Task<T> WaitForAsync<T>(Func<T?> find, TimeSpan timeout, Func<string> describe, CancellationToken cancellationToken = default)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        while (true)
        {
            // Taken before looking: a change between the look and the wait is not missed.
            var next = Volatile.Read(ref _next).Task;
            if (find() is { } found)
            {
                return found;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Not seen within {timeout.TotalSeconds:0.#} s. {describe()}");
            }
        }
    }

    // Continuations run elsewhere: the caller may hold a lock.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
