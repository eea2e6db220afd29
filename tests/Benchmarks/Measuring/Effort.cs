namespace Benchmarks.Measuring;

/// <summary>How much is measured.</summary>
internal sealed class Effort
{
    /// <summary>Enough for numbers that can be quoted.</summary>
    public static readonly Effort Full = new(divisor: 1);

    /// <summary>Just enough to see that every benchmark still runs; its numbers say nothing.</summary>
    public static readonly Effort Brief = new(divisor: 20);

    private readonly int _divisor;

    private Effort(int divisor) => _divisor = divisor;

    public TimeSpan Of(TimeSpan duration) => duration / _divisor;

    /// <summary>A part of a count, at least one of them.</summary>
    public int Of(int count) => Math.Min(count, Math.Max(1, count / _divisor));
}
