using System.Buffers.Binary;
using System.Text;

namespace Docker.DotNet.Tests;

public sealed class MultiplexedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task Frames_are_put_together_however_they_arrive(int piece)
    {
        using var stream = new MultiplexedStream(
            new InPieces([.. Frame(1, "out1"), .. Frame(2, "err"), .. Frame(1, string.Empty), .. Frame(1, "out2")], piece), multiplexed: true);
        Assert.Equal(("out1out2", "err"), await stream.ReadOutputToEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_small_buffer_reads_a_frame_in_parts_and_never_beyond_it()
    {
        using var stream = new MultiplexedStream(new MemoryStream([.. Frame(2, "abcde"), .. Frame(1, "x")]), multiplexed: true);
        var buffer = new byte[3];
        Assert.Equal((3, MultiplexedStream.TargetStream.StandardError), await ReadAsync(stream, buffer));
        Assert.Equal((2, MultiplexedStream.TargetStream.StandardError), await ReadAsync(stream, buffer));
        Assert.Equal((1, MultiplexedStream.TargetStream.StandardOut), await ReadAsync(stream, buffer));
        Assert.True((await stream.ReadOutputAsync(buffer, 0, 3, CancellationToken.None)).EOF);
    }

    [Fact]
    public async Task With_a_terminal_bytes_are_taken_as_they_come()
    {
        using var stream = new MultiplexedStream(new MemoryStream([1, 0, 0, 0]), multiplexed: false);
        Assert.Equal(("\u0001\0\0\0", string.Empty), await stream.ReadOutputToEndAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    public async Task A_connection_that_breaks_inside_a_frame_is_an_error(int length)
    {
        using var stream = new MultiplexedStream(new MemoryStream(Frame(1, "hello")[..length]), multiplexed: true);
        await Assert.ThrowsAsync<EndOfStreamException>(() => stream.ReadOutputToEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Text_that_is_no_frame_is_an_error()
    {
        using var stream = new MultiplexedStream(new MemoryStream("OCI runtime exec failed"u8.ToArray()), multiplexed: true);
        await Assert.ThrowsAsync<IOException>(() => stream.ReadOutputToEndAsync(CancellationToken.None));
    }

    [Fact]
    public void A_stream_without_half_close_says_so()
    {
        using var stream = new MultiplexedStream(new MemoryStream(), multiplexed: true);
        Assert.Throws<NotSupportedException>(stream.CloseWrite);
    }

    private static async Task<(int Count, MultiplexedStream.TargetStream Target)> ReadAsync(MultiplexedStream stream, byte[] buffer)
    {
        var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, CancellationToken.None);
        return (read.Count, read.Target);
    }

    private static byte[] Frame(byte target, string text)
    {
        var frame = new byte[8 + Encoding.UTF8.GetByteCount(text)];
        frame[0] = target;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)(frame.Length - 8));
        Encoding.UTF8.GetBytes(text, frame.AsSpan(8));
        return frame;
    }

    private sealed class InPieces(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
