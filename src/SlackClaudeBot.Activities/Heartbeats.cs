using Temporalio.Activities;

namespace SlackClaudeBot.Activities;

/// <summary>Sends heartbeats for work that has no progress to report.</summary>
internal static class Heartbeats
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    /// <summary>Heartbeats at once and until the work ends; the work's token is the activity's.</summary>
    /// <param name="work">The work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="details">The details of each heartbeat.</param>
    internal static async Task<T> DuringAsync<T>(Func<CancellationToken, Task<T>> work, TimeProvider time, params object?[] details)
    {
        var context = ActivityExecutionContext.Current;
        using var ended = new CancellationTokenSource();
        var beating = BeatAsync(context, time, details, ended.Token);
        try
        {
            return await work(context.CancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    private static async Task BeatAsync(ActivityExecutionContext context, TimeProvider time, object?[] details, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            do
            {
                context.Heartbeat(details);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }
}
