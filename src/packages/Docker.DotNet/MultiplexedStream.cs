using System.Buffers.Binary;
using System.Text;
using Docker.DotNet.Http;

namespace Docker.DotNet;

/// <summary>
/// A program's streams over one connection. Without a terminal its output comes in frames: one byte for the target, three of
/// zero, a big-endian length, the bytes (https://docs.docker.com/engine/api/v1.41/#tag/Container/operation/ContainerAttach).
/// </summary>
public class MultiplexedStream(Stream stream, bool multiplexed) : IDisposable
{
    private const int HeaderLength = 8;
    private const int BufferLength = 81920;

    private readonly byte[] _header = new byte[HeaderLength];
    private TargetStream _target = TargetStream.StandardOut;
    private long _remaining;

    /// <summary>Where bytes belong.</summary>
    public enum TargetStream
    {
        StandardIn = 0,
        StandardOut = 1,
        StandardError = 2,
    }

    /// <summary>Tells the program that its input has ended; its output goes on.</summary>
    public void CloseWrite()
    {
        if (stream is not WriteClosableStream closable)
            throw new NotSupportedException("This stream cannot end its input alone.");

        closable.CloseWrite();
    }

    /// <summary>Writes to the program's input.</summary>
    public Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        stream.WriteAsync(buffer, offset, count, cancellationToken);

    /// <summary>Reads the next piece of output, whole frames or parts of them.</summary>
    /// <exception cref="EndOfStreamException">The connection broke inside a frame.</exception>
    public async Task<ReadResult> ReadOutputAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (multiplexed)
        {
            // A frame may be empty.
            while (_remaining == 0)
            {
                if (!await ReadHeaderAsync(cancellationToken).ConfigureAwait(false))
                    return new ReadResult { Target = _target };
            }

            count = (int)Math.Min(count, _remaining);
        }

        var read = await stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        if (!multiplexed)
            return new ReadResult { Count = read, Target = TargetStream.StandardOut };

        if (read == 0)
            throw new EndOfStreamException("The connection ended inside a frame.");

        _remaining -= read;
        return new ReadResult { Count = read, Target = _target };
    }

    /// <summary>Reads everything as UTF-8.</summary>
    public async Task<(string stdout, string stderr)> ReadOutputToEndAsync(CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await CopyOutputToAsync(Stream.Null, output, error, cancellationToken).ConfigureAwait(false);
        return (Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length), Encoding.UTF8.GetString(error.GetBuffer(), 0, (int)error.Length));
    }

    /// <summary>Writes each frame to the stream of its target until the output ends.</summary>
    public async Task CopyOutputToAsync(Stream stdin, Stream stdout, Stream stderr, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferLength];
        while (true)
        {
            var read = await ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read.EOF)
                return;

            var target = read.Target switch
            {
                TargetStream.StandardIn => stdin,
                TargetStream.StandardOut => stdout,
                _ => stderr,
            };
            await target.WriteAsync(buffer.AsMemory(0, read.Count), cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(_header, HeaderLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
            return false;
        if (read < HeaderLength)
            throw new EndOfStreamException("The connection ended inside a frame's header.");
        if (_header[0] > (byte)TargetStream.StandardError)
            throw new IOException($"A frame for the unknown stream {_header[0]}: was the program started with a terminal?");

        _target = (TargetStream)_header[0];
        _remaining = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
        return true;
    }

    /// <summary>What one read brought.</summary>
    public struct ReadResult
    {
        public int Count { readonly get; set; }

        public TargetStream Target { readonly get; set; }

        /// <summary>Whether the output has ended.</summary>
        public readonly bool EOF => Count == 0;
    }
}
