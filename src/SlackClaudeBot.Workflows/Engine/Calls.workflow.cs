using System.Linq.Expressions;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Runs activities. Each call brings its two captions: what the card shows while it takes long, and what a person reads if it fails.</summary>
internal sealed class Calls(TaskProgress progress)
{
    /// <summary>After this, the card shows what the task waits for: something may be down.</summary>
    public static readonly TimeSpan SlowCallThreshold = TimeSpan.FromSeconds(60);

    /// <summary>Runs an activity that has a result.</summary>
    /// <param name="call">The activity.</param>
    /// <param name="policy">One of <see cref="Policies"/>.</param>
    /// <param name="failed">What did not work, for example "Cloning failed".</param>
    /// <param name="waiting">What the card shows after <see cref="SlowCallThreshold"/>; null to leave the card alone.</param>
    public async Task<TResult> RunAsync<TActivities, TResult>(
        Expression<Func<TActivities, Task<TResult>>> call, ActivityOptions policy, string failed, string? waiting = null)
    {
        try
        {
            return await WithDelayNoticeAsync(Workflow.ExecuteActivityAsync(call, policy), waiting);
        }
        catch (ActivityFailureException e)
        {
            Failures.SetCaption(e, failed);
            throw;
        }
    }

    /// <summary>Runs an activity that has no result.</summary>
    public static async Task RunAsync<TActivities>(Expression<Func<TActivities, Task>> call, ActivityOptions policy, string failed)
    {
        try
        {
            await Workflow.ExecuteActivityAsync(call, policy);
        }
        catch (ActivityFailureException e)
        {
            Failures.SetCaption(e, failed);
            throw;
        }
    }

    private async Task<T> WithDelayNoticeAsync<T>(Task<T> activity, string? waiting)
    {
        if (waiting is null)
        {
            return await activity;
        }

        using var done = new CancellationTokenSource();
        var slow = Workflow.DelayAsync(SlowCallThreshold, done.Token);
        if (await Workflow.WhenAnyAsync(activity, slow) == slow)
        {
            var before = progress.Detail;
            progress.Show(waiting);
            await Workflow.WhenAnyAsync(activity);
            progress.Show(before);
        }

        // Not CancelAsync: it would cancel on a thread that is not the workflow's.
        done.Cancel();
        return await activity;
    }
}
