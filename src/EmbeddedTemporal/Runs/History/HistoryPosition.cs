using System.Buffers.Binary;
using Google.Protobuf;

namespace EmbeddedTemporal.Runs;

/// <summary>The position in a history at which a page begins, as page tokens hold it.</summary>
/// <param name="RunKey">The run.</param>
/// <param name="Next">The next event.</param>
/// <param name="End">Before which event to stop: a worker reads no further than its task goes.</param>
internal readonly record struct HistoryPosition(long RunKey, long Next, long End = long.MaxValue)
{
    private const int TokenBytes = 3 * sizeof(long);

    public bool IsBounded => End < long.MaxValue;

    /// <summary>Null if the token is not one of ours.</summary>
    public static HistoryPosition? Parse(ByteString token) => token.Length != TokenBytes ? null : new(
        BinaryPrimitives.ReadInt64BigEndian(token.Span),
        BinaryPrimitives.ReadInt64BigEndian(token.Span[sizeof(long)..]),
        BinaryPrimitives.ReadInt64BigEndian(token.Span[(2 * sizeof(long))..]));

    public ByteString ToToken()
    {
        var token = new byte[TokenBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, RunKey);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(sizeof(long)), Next);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(2 * sizeof(long)), End);
        return ByteString.CopyFrom(token);
    }
}
