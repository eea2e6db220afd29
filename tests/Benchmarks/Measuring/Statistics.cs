namespace Benchmarks.Measuring;

/// <summary>Statistics of a list of measurements.</summary>
internal static class Statistics
{
    public static double Median(this IReadOnlyCollection<double> values) => values.Percentile(0.5);

    /// <summary>The smallest value that at least this share of the values does not exceed.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public static double Percentile(this IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? throw new InvalidOperationException("Nothing was measured.") : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
