using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Byte arrays as they are.</summary>
internal sealed class BinaryPlainConverter : IEncodingConverter
{
    private static readonly ByteString _encodingBytes = ByteString.CopyFromUtf8("binary/plain");

    /// <inheritdoc />
    public string Encoding => "binary/plain";

    /// <inheritdoc />
    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is byte[] bytes ? EncodedPayload.Create(_encodingBytes, ByteString.CopyFrom(bytes)) : null;
        return payload is not null;
    }

    /// <inheritdoc />
    public object? ToValue(Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return type == typeof(byte[]) || type == typeof(object)
            ? payload.Data.ToByteArray()
            : throw new ArgumentException($"Bytes cannot be a {type}.", nameof(type));
    }
}
