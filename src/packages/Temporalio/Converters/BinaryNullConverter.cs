using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Null, which has no bytes.</summary>
internal sealed class BinaryNullConverter : IEncodingConverter
{
    private static readonly ByteString _encodingBytes = ByteString.CopyFromUtf8("binary/null");

    /// <inheritdoc />
    public string Encoding => "binary/null";

    /// <inheritdoc />
    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is null ? EncodedPayload.Create(_encodingBytes, ByteString.Empty) : null;
        return payload is not null;
    }

    /// <inheritdoc />
    public object? ToValue(Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? throw new ArgumentException($"Null cannot be a {type}.", nameof(type))
            : null;
    }
}
