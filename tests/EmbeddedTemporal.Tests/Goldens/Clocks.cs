using System.Globalization;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// Times cannot be equal, but all of a scenario must be as far from the recorded ones: the recording's clock and ours
/// began at different moments. Events that are too early or too late are visible.
/// </summary>
internal sealed class Clocks
{
    // A call takes effect somewhere between its sending and its answer.
    private static readonly TimeSpan _early = TimeSpan.FromSeconds(0.5);

    // The real service looks for due timers once a second.
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(1.5);

    private readonly List<(string Path, TimeSpan Lag)> _lags = [];

    public void Add(string path, string? recorded, string? here)
    {
        // The first day of the calendar means that no time is set.
        if (Parse(recorded) is { Year: > 1 } then && Parse(here) is { Year: > 1 } now)
        {
            _lags.Add((path, then - now));
        }
    }

    public IEnumerable<string> Differences()
    {
        if (_lags.Count == 0)
        {
            return [];
        }

        var usual = _lags.Select(l => l.Lag).Order().ElementAt(_lags.Count / 2);
        return _lags.Where(l => l.Lag - usual > _late || usual - l.Lag > _early)
            .Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Path}: recorded {(l.Lag - usual).TotalSeconds:0.0} s later than here"));
    }

    private static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
