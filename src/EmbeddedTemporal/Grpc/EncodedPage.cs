using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EmbeddedTemporal.Grpc;

/// <summary>
/// An answer whose items are encoded already: <c>repeated item = 1; bytes next_page_token = 2</c>, as all lists of workflows have it. To
/// decode and encode a thousand items would take longer than to read them.
/// </summary>
/// <param name="descriptor">The answer's message.</param>
/// <param name="items">The encoded items.</param>
/// <param name="nextPageToken">Where the next page begins; empty if there is none.</param>
internal sealed class EncodedPage(MessageDescriptor descriptor, IReadOnlyList<byte[]> items, ByteString nextPageToken) : IMessage
{
    private const byte ItemTag = (1 << 3) | 2;
    private const byte TokenTag = (2 << 3) | 2;

    public MessageDescriptor Descriptor => descriptor;

    public int CalculateSize() => items.Sum(item => Size(item.Length)) + (nextPageToken.IsEmpty ? 0 : Size(nextPageToken.Length));

    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (var item in items)
        {
            Write(output, ItemTag, item);
        }

        if (!nextPageToken.IsEmpty)
        {
            Write(output, TokenTag, nextPageToken.Span);
        }
    }

    /// <summary>Not used: the marshaller writes to its buffer.</summary>
    public void WriteTo(CodedOutputStream output) => throw new NotSupportedException();

    /// <summary>Not used: answers are only written.</summary>
    public void MergeFrom(CodedInputStream input) => throw new NotSupportedException();

    private static int Size(int length) => 1 + CodedOutputStream.ComputeLengthSize(length) + length;

    private static void Write(IBufferWriter<byte> output, byte tag, ReadOnlySpan<byte> bytes)
    {
        var head = output.GetSpan(1 + sizeof(ulong));
        head[0] = tag;
        var at = 1;
        for (var rest = (uint)bytes.Length; ; rest >>= 7)
        {
            head[at++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        output.Advance(at);
        output.Write(bytes);
    }
}
