using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Decides whether another run follows one that ends: by its retry policy first, otherwise by its cron schedule.</summary>
internal static class Continuation
{
    /// <summary>The real service lets no chain start runs faster than this.</summary>
    private static readonly TimeSpan _shortestRun = TimeSpan.FromSeconds(1);

    /// <summary>The run's code has failed, or the run has timed out.</summary>
    /// <returns>Why it is not retried, and the run that follows; null if none does.</returns>
    public static (RetryState State, Successor? Next) AfterFailure(RunTransaction transaction, Failure failure, Failure? shown)
    {
        var start = transaction.Run.Start;
        if (start.RetryPolicy is not { } policy)
        {
            return (RetryState.RetryPolicyNotSet, ByCron(transaction, shown, lastResult: null));
        }

        var retry = ActivityRetry.After(policy, start.Attempt, failure, transaction.UtcNow, start.ExecutionExpirationTime?.ToDateTimeOffset());
        return retry.Next is { } backoff
            ? (RetryState.InProgress, Successor.Again(transaction, ContinueAsNewInitiator.Retry, AtLeastShortest(transaction, backoff), shown, lastResult: null))
            : (retry.State, ByCron(transaction, shown, lastResult: null));
    }

    public static Successor? AfterCompletion(RunTransaction transaction, Payloads? result) => ByCron(transaction, failure: null, result);

    /// <summary>A pause that, with the lifetime of the run that ends, is as long as a run must be.</summary>
    public static TimeSpan AtLeastShortest(RunTransaction transaction, TimeSpan backoff)
    {
        var lifetime = transaction.UtcNow - transaction.Run.FirstTaskTime;
        lifetime = lifetime > TimeSpan.Zero ? lifetime : TimeSpan.Zero;
        return lifetime + backoff < _shortestRun ? _shortestRun - lifetime : backoff;
    }

    private static Successor? ByCron(RunTransaction transaction, Failure? failure, Payloads? lastResult)
    {
        var run = transaction.Run;
        if (CronSchedule.Backoff(run.Start.CronSchedule, run.FirstTaskTime, transaction.UtcNow) is not { } backoff
            || transaction.UtcNow + backoff > run.Start.ExecutionExpirationTime?.ToDateTimeOffset())
        {
            return null;
        }

        return Successor.Again(transaction, ContinueAsNewInitiator.CronSchedule, backoff, failure, lastResult);
    }
}
