namespace EmbeddedTemporal.Batches;

/// <summary>Spaces the operations of one batch evenly.</summary>
internal sealed class BatchTurn
{
    // A timer takes no more.
    private static readonly TimeSpan _longestInterval = TimeSpan.FromDays(40);

    private DateTimeOffset? _next;

    /// <summary>Waits for the next turn; the first comes at once.</summary>
    public async Task WaitAsync(double perSecond, TimeProvider time, CancellationToken stopping)
    {
        if (_next is { } next && next - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, stopping).ConfigureAwait(false);
        }

        _next = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(1 / perSecond, _longestInterval.TotalSeconds));
    }
}
