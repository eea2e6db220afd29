using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Retry policies: their defaults, what is wrong with one, and how long to wait before the next attempt.</summary>
internal static class RetryPolicies
{
    private const double DefaultCoefficient = 2;
    private const int DefaultMaximumFactor = 100;
    private static readonly TimeSpan _defaultInitialInterval = TimeSpan.FromSeconds(1);

    public static RetryPolicy WithDefaults(RetryPolicy? policy)
    {
        var filled = policy?.Clone() ?? new RetryPolicy();
        if (!Durations.IsSet(filled.InitialInterval))
        {
            filled.InitialInterval = Durations.From(_defaultInitialInterval);
        }

        if (filled.BackoffCoefficient == 0)
        {
            filled.BackoffCoefficient = DefaultCoefficient;
        }

        if (!Durations.IsSet(filled.MaximumInterval))
        {
            filled.MaximumInterval = Durations.From(Durations.Of(filled.InitialInterval) * DefaultMaximumFactor);
        }

        return filled;
    }

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Problem(RetryPolicy policy)
    {
        if (policy.MaximumAttempts == 1)
        {
            // Only one attempt: the rest does not matter.
            return null;
        }

        if (Durations.Problem(policy.InitialInterval) is { } initial)
        {
            return $"invalid InitialInterval set on retry policy: {initial}";
        }

        if (policy.BackoffCoefficient is < 1 and not 0)
        {
            return "BackoffCoefficient cannot be less than 1 on retry policy.";
        }

        if (Durations.Problem(policy.MaximumInterval) is { } maximum)
        {
            return $"invalid MaximumInterval set on retry policy: {maximum}";
        }

        if (Durations.IsSet(policy.MaximumInterval) && Durations.Of(policy.MaximumInterval) < Durations.Of(policy.InitialInterval))
        {
            return "MaximumInterval cannot be less than InitialInterval on retry policy.";
        }

        return policy.MaximumAttempts < 0 ? "MaximumAttempts cannot be negative on retry policy." : null;
    }

    /// <summary>The pause after the attempt of this number.</summary>
    public static TimeSpan Backoff(RetryPolicy policy, int attempt)
    {
        var longest = Durations.Of(policy.MaximumInterval);
        var backoff = Durations.Of(policy.InitialInterval).TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        return double.IsFinite(backoff) && backoff < longest.TotalSeconds ? TimeSpan.FromSeconds(backoff) : longest;
    }
}
