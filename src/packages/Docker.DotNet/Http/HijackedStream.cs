using System.Net.Sockets;

namespace Docker.DotNet.Http;

/// <summary>A stream whose writing half can end while its reading half goes on.</summary>
internal abstract class WriteClosableStream : Stream
{
    public abstract void CloseWrite();
}

/// <summary>A connection that was taken over from HTTP.</summary>
/// <param name="stream">What HTTP handed back: bytes that came with the answer's head are still in it.</param>
/// <param name="socket">For the half-close, which no .NET stream offers.</param>
/// <param name="owner">Holds the connection; disposed with this.</param>
internal sealed class HijackedStream(Stream stream, Socket socket, IDisposable owner) : WriteClosableStream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void CloseWrite() => socket.Shutdown(SocketShutdown.Send);

    public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stream.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => stream.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            socket.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
