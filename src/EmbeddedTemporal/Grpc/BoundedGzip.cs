using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace EmbeddedTemporal.Grpc;

/// <summary>gzip that ends where a request is too large: a few bytes can expand to gigabytes.</summary>
internal sealed class BoundedGzip : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new Decompression(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true));

    private sealed class Decompression(GZipStream gzip) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var read = gzip.Read(buffer);
                MessageSize.Check(_read += read);
                return read;
            }
            catch (InvalidDataException e)
            {
                throw Errors.Refusal(StatusCode.Internal, $"grpc: failed to decompress the received message: {e.Message}");
            }
        }

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
                gzip.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
