namespace Benchmarks.Measuring;

/// <summary>Measures one thing that the product promises.</summary>
internal interface IBenchmark
{
    /// <summary>Measures, and returns what is to be printed.</summary>
    Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken);
}
