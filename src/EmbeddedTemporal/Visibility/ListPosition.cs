using System.Buffers.Binary;
using EmbeddedTemporal.Storage;
using Google.Protobuf;

namespace EmbeddedTemporal.Visibility;

/// <summary>
/// The position at which a list continues. It shows every run where it was when its first page was read: one that has closed since stays among the open
/// ones, so that nothing is missed or repeated.
/// </summary>
/// <param name="AsOf">The close order of the last run that had closed when the first page was read.</param>
/// <param name="Close">The close order of the last run shown; as of the first page.</param>
/// <param name="Start">Its start time, in ticks.</param>
/// <param name="Key">Its key.</param>
internal readonly record struct ListPosition(long AsOf, long Close, long Start, long Key)
{
    private const int TokenBytes = 4 * sizeof(long);

    /// <summary>Whether it is among the runs that were open when the first page was read.</summary>
    public bool IsOpen => Close == RunWriter.NotClosed;

    /// <summary>Whether no run has been shown yet.</summary>
    public bool IsFirst => IsOpen && Start == long.MaxValue;

    /// <summary>Before the first run.</summary>
    public static ListPosition First(long asOf) => new(asOf, RunWriter.NotClosed, long.MaxValue, long.MaxValue);

    /// <summary>Null if the token is not one of ours.</summary>
    public static ListPosition? Parse(ByteString token) => token.Length != TokenBytes ? null : new(Read(token, 0), Read(token, 1), Read(token, 2), Read(token, 3));

    public ByteString ToToken()
    {
        var token = new byte[TokenBytes];
        foreach (var (i, value) in ((long[])[AsOf, Close, Start, Key]).Index())
        {
            BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(i * sizeof(long)), value);
        }

        return ByteString.CopyFrom(token);
    }

    private static long Read(ByteString token, int index) => BinaryPrimitives.ReadInt64BigEndian(token.Span[(index * sizeof(long))..]);
}
