using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Runs activities. Each call brings its two captions: what people see while it takes long, and what they read if it fails.</summary>
internal sealed class Calls(TaskProgress progress)
{
    /// <summary>After this, people see what the task waits for: something may be down.</summary>
    public static readonly TimeSpan SlowCallThreshold = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Temporal makes this many tries by itself. From then on the workflow makes them one by one, at the same pace: only it can show why the
    /// last one failed. Not fewer than what activities count themselves.
    /// </summary>
    public const int SilentTries = 5;

    /// <summary>Runs an activity that has a result.</summary>
    /// <param name="call">The activity.</param>
    /// <param name="policy">One of <see cref="Policies"/>.</param>
    /// <param name="failed">What did not work, for example "Cloning failed".</param>
    /// <param name="waiting">
    /// What people see after <see cref="SlowCallThreshold"/>, or with the reason after <see cref="SilentTries"/>; null to show nothing.
    /// Such an activity must be idempotent by what it finds, not by its count of tries.
    /// </param>
    public Task<TResult> RunAsync<TActivities, TResult>(
        Expression<Func<TActivities, Task<TResult>>> call, ActivityOptions policy, string failed, string? waiting = null) =>
        WithCaptionAsync(waiting is null ? Workflow.ExecuteActivityAsync(call, policy) : RunVisiblyAsync(call, policy, waiting), failed);

    /// <summary>Runs an activity whose caller shows by itself what the task waits for.</summary>
    /// <param name="call">The activity; idempotent by what it finds, not by its count of tries.</param>
    /// <param name="policy">One of <see cref="Policies"/>.</param>
    /// <param name="failed">What did not work.</param>
    /// <param name="retrying">Is told why a try failed, after <see cref="SilentTries"/>.</param>
    public static Task<TResult> RunAsync<TActivities, TResult>(
        Expression<Func<TActivities, Task<TResult>>> call, ActivityOptions policy, string failed, Action<string> retrying) =>
        WithCaptionAsync(RetryAsync(call, policy, activity => activity, retrying), failed);

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

    private static async Task<TResult> WithCaptionAsync<TResult>(Task<TResult> activity, string failed)
    {
        try
        {
            return await activity;
        }
        catch (ActivityFailureException e)
        {
            Failures.SetCaption(e, failed);
            throw;
        }
    }

    private async Task<TResult> RunVisiblyAsync<TActivities, TResult>(Expression<Func<TActivities, Task<TResult>>> call, ActivityOptions policy, string waiting)
    {
        var before = progress.Detail;
        var result = await RetryAsync(
            call, policy, activity => WithDelayNoticeAsync(activity, waiting), reason => progress.Show($"{waiting} {reason}".TrimEnd()));
        progress.Show(before);
        return result;
    }

    private static async Task<TResult> RetryAsync<TActivities, TResult>(
        Expression<Func<TActivities, Task<TResult>>> call, ActivityOptions policy, Func<Task<TResult>, Task<TResult>> wait, Action<string> retrying)
    {
        var retries = policy.RetryPolicy!;
        var tries = Math.Min(SilentTries, retries.MaximumAttempts);
        var options = WithTries(policy, tries);
        while (true)
        {
            try
            {
                return await wait(Workflow.ExecuteActivityAsync(call, options));
            }
            catch (ActivityFailureException e) when (e.RetryState == RetryState.MaximumAttemptsReached && tries < retries.MaximumAttempts)
            {
                retrying(Failures.Cause(e));
                await Workflow.DelayAsync(Backoff(retries, tries, e), policy.CancellationToken ?? Workflow.CancellationToken);
                tries++;
                options = WithTries(policy, 1);
            }
        }
    }

    private static ActivityOptions WithTries(ActivityOptions policy, int tries)
    {
        var options = (ActivityOptions)policy.Clone();
        options.RetryPolicy = policy.RetryPolicy! with { MaximumAttempts = tries };
        return options;
    }

    /// <summary>The pause after so many tries: as Temporal makes it, or longer if the failure asks for it.</summary>
    private static TimeSpan Backoff(RetryPolicy retries, int tries, ActivityFailureException failure)
    {
        var longest = retries.MaximumInterval ?? TimeSpan.MaxValue;
        var backoff = retries.InitialInterval * Math.Pow(retries.BackoffCoefficient, tries - 1);
        var asked = (failure.InnerException as ApplicationFailureException)?.NextRetryDelay ?? TimeSpan.Zero;
        return asked > TimeSpan.Zero ? asked : backoff < longest ? backoff : longest;
    }

    private async Task<T> WithDelayNoticeAsync<T>(Task<T> activity, string waiting)
    {
        using var done = new CancellationTokenSource();
        var slow = Workflow.DelayAsync(SlowCallThreshold, done.Token);
        if (await Workflow.WhenAnyAsync(activity, slow) == slow)
        {
            progress.Show(waiting);
            await Workflow.WhenAnyAsync(activity);
        }

        // Not CancelAsync: it would cancel on a thread that is not the workflow's.
        done.Cancel();
        return await activity;
    }
}
