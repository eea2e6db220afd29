namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>Reads another stream, and fails when more comes than a sandbox may write: a sparse file is larger in an archive than on disk.</summary>
internal sealed class LimitedStream(Stream source, long limit) : Stream
{
    private long _read;

    /// <summary>Why it failed; null if it did not.</summary>
    public SandboxFullException? Exceeded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(source.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await source.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _read += read;
        if (_read <= limit)
        {
            return read;
        }

        Exceeded = new SandboxFullException(_read, limit);
        throw new IOException(Exceeded.Message, Exceeded);
    }
}
