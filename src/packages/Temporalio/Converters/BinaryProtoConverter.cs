using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Protobuf messages in protobuf's own bytes. Only read by default, since JSON comes first.</summary>
internal sealed class BinaryProtoConverter : IEncodingConverter
{
    private static readonly ByteString _encodingBytes = ByteString.CopyFromUtf8("binary/protobuf");

    /// <inheritdoc />
    public string Encoding => "binary/protobuf";

    /// <inheritdoc />
    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = null;
        if (value is IMessage message)
        {
            payload = EncodedPayload.Create(_encodingBytes, message.ToByteString());
            payload.Metadata.Add(EncodedPayload.MessageTypeKey, ByteString.CopyFromUtf8(message.Descriptor.FullName));
        }

        return payload is not null;
    }

    /// <inheritdoc />
    public object? ToValue(Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return ProtoDescriptors.Of(type).Parser.ParseFrom(payload.Data);
    }
}
