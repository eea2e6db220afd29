using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>Calendars by chance, the same for the same seed: sparse ones, dense ones, with steps.</summary>
internal sealed class RandomSpecs(int seed)
{
    private readonly Random _random = new(seed);

    public StructuredCalendarSpec Calendar() => new()
    {
        Second = { Ranges(0, 59) },
        Minute = { Ranges(0, 59) },
        Hour = { Ranges(0, 23) },
        DayOfMonth = { Chance(3) ? [Whole(1, 31)] : Ranges(1, 31) },
        Month = { Chance(3) ? [Whole(1, 12)] : Ranges(1, 12) },
        DayOfWeek = { Chance(3) ? [Whole(0, 6)] : Ranges(0, 6) },
    };

    /// <summary>A moment within as many seconds.</summary>
    public int Below(int seconds) => _random.Next(seconds);

    private bool Chance(int of) => _random.Next(of) > 0;

    private static Range Whole(int min, int max) => new() { Start = min, End = max };

    private List<Range> Ranges(int min, int max) => Enumerable.Range(0, _random.Next(1, 4)).Select(_ =>
    {
        var start = _random.Next(min, max + 1);
        return new Range { Start = start, End = Chance(2) ? _random.Next(start, max + 1) : 0, Step = _random.Next(0, 8) };
    }).ToList();
}
