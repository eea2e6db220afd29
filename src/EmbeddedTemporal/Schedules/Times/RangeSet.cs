using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Schedules;

/// <summary>The values of a calendar field's ranges: at most 128, from an offset on.</summary>
internal sealed class RangeSet
{
    private readonly int _offset;
    private readonly UInt128 _bits;

    public RangeSet(IEnumerable<Range> ranges, int offset = 0)
    {
        _offset = offset;
        foreach (var range in ranges)
        {
            var end = Math.Max(range.Start, range.End);
            for (var value = range.Start; value <= end; value += Math.Max(1, range.Step))
            {
                _bits |= UInt128.One << (value - offset);
            }
        }
    }

    public bool Contains(int value) => value >= _offset && (_bits >> (value - _offset) & UInt128.One) != UInt128.Zero;

    /// <summary>Whether it has all values from 0 to below a number.</summary>
    public bool HasAllBelow(int count) => _bits == (UInt128.One << count) - 1;

    /// <summary>The first value from one on; null if there is none.</summary>
    public int? Next(int value)
    {
        var rest = _bits >> (value - _offset);
        return rest == UInt128.Zero ? null : value + (int)UInt128.TrailingZeroCount(rest);
    }
}
