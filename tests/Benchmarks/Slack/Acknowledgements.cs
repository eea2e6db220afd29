using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Slack;

/// <summary>How long acknowledgements took.</summary>
internal sealed class Acknowledgements
{
    /// <summary>How long Slack waits.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly List<double> _milliseconds = [];

    public double Median => _milliseconds.Median();

    public string[] Cells =>
    [
        ResultTable.Milliseconds(Median),
        ResultTable.Milliseconds(_milliseconds.Percentile(0.99)),
        _milliseconds.Count(m => m > Limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
    ];

    public void Add(Load load) => _milliseconds.AddRange(load.Milliseconds);
}
