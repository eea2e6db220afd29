using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;

namespace EmbeddedTemporal.Grpc;

/// <summary>
/// The bytes of unary gRPC over HTTP/2: message frames, status headers and timeouts, as
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md describes them.
/// </summary>
internal static class GrpcFraming
{
    public const string ContentType = "application/grpc";
    public const int PrefixLength = 5;

    /// <summary>The largest message taken, in bytes, as in other SDKs: requests are limited to 4 MiB by the service, but pages of histories are not.</summary>
    public const int MaxMessageBytes = 128 * 1024 * 1024;

    /// <summary>A frame: one flag byte (0, not compressed), the length as four bytes big-endian, the message.</summary>
    public static byte[] Frame(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(PrefixLength));
        return frame;
    }

    /// <summary>Reads the one message of a unary call.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="encoding">The <c>grpc-encoding</c> header: <c>gzip</c>, <c>identity</c> or null.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The message's bytes, or null where the body is empty.</returns>
    /// <exception cref="GrpcException">The frame is broken, too large, or compressed in a way not known.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, string? encoding, CancellationToken cancellationToken)
    {
        var prefix = new byte[PrefixLength];
        var read = await stream.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (read < PrefixLength || prefix[0] > 1)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "Malformed message frame.");
        }

        if (length > MaxMessageBytes)
        {
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"Message of {length} bytes is larger than {MaxMessageBytes}.");
        }

        var message = new byte[length];
        if (await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < message.Length)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "Message frame ends early.");
        }

        return prefix[0] == 0 ? message : Decompress(message, encoding);
    }

    private static ReadOnlyMemory<byte> Decompress(byte[] message, string? encoding)
    {
        if (encoding != "gzip")
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"Compression '{encoding}' is not supported.");
        }

        using var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int n; (n = gzip.Read(buffer)) > 0;)
        {
            if (plain.Length + n > MaxMessageBytes)
            {
                throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"Message is larger than {MaxMessageBytes} bytes when decompressed.");
            }

            plain.Write(buffer, 0, n);
        }

        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }

    /// <summary>Percent-encodes a <c>grpc-message</c>: only <c>%</c> and bytes outside 0x20–0x7E.</summary>
    public static string EncodeMessage(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            _ = b is >= 0x20 and <= 0x7E and not (byte)'%'
                ? encoded.Append((char)b)
                : encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>Reverses <see cref="EncodeMessage"/>.</summary>
    public static string DecodeMessage(string message) => Uri.UnescapeDataString(message);

    /// <summary>A <c>grpc-timeout</c> header: at most eight digits and a unit.</summary>
    public static string EncodeTimeout(TimeSpan timeout)
    {
        var milliseconds = Math.Max(1, (long)Math.Ceiling(timeout.TotalMilliseconds));
        return milliseconds <= 99_999_999
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(99_999_999, milliseconds / 1000)}S");
    }

    /// <summary>Reads a <c>grpc-timeout</c> header; null where it is missing or malformed.</summary>
    public static TimeSpan? DecodeTimeout(string? header)
    {
        if (header is not { Length: >= 2 and <= 9 } || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return null;
        }

        return header[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / 100),
            _ => null,
        };
    }

    /// <summary>The <c>grpc-status-details-bin</c> header: base64 without padding.</summary>
    public static string EncodeDetails(Google.Rpc.Status status) => Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');

    /// <summary>Reverses <see cref="EncodeDetails"/>; null where the header is missing or malformed.</summary>
    public static Google.Rpc.Status? DecodeDetails(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(header.PadRight((header.Length + 3) / 4 * 4, '=')));
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
