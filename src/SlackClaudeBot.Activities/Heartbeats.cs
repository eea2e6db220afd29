using Temporalio.Activities;

namespace SlackClaudeBot.Activities;

/// <summary>Tells Temporal, while work is under way that has nothing to tell by itself, that it is.</summary>
internal static class Heartbeats
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    /// <summary>Heartbeats until the work ends; the work's token is the activity's.</summary>
    internal static async Task<T> DuringAsync<T>(Func<CancellationToken, Task<T>> work, TimeProvider time)
    {
        var context = ActivityExecutionContext.Current;
        using var ended = new CancellationTokenSource();
        var beating = BeatAsync(context, time, ended.Token);
        try
        {
            return await work(context.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
        }
    }

    private static async Task BeatAsync(ActivityExecutionContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                context.Heartbeat();
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }
}
