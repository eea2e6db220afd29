using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Protobuf messages as protobuf JSON.</summary>
internal sealed class JsonProtoConverter : IEncodingConverter
{
    private static readonly ByteString _encodingBytes = ByteString.CopyFromUtf8("json/protobuf");
    private static readonly JsonParser _parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <inheritdoc />
    public string Encoding => "json/protobuf";

    /// <inheritdoc />
    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = null;
        if (value is IMessage message)
        {
            payload = EncodedPayload.Create(_encodingBytes, ByteString.CopyFromUtf8(JsonFormatter.Default.Format(message)));
            payload.Metadata.Add(EncodedPayload.MessageTypeKey, ByteString.CopyFromUtf8(message.Descriptor.FullName));
        }

        return payload is not null;
    }

    /// <inheritdoc />
    public object? ToValue(Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return _parser.Parse(payload.Data.ToStringUtf8(), ProtoDescriptors.Of(type));
    }
}

/// <summary>Finds the descriptor of a generated message type.</summary>
internal static class ProtoDescriptors
{
    private static readonly ConcurrentDictionary<Type, MessageDescriptor> _known = new();

    public static MessageDescriptor Of(Type type) => _known.GetOrAdd(type, static t =>
        t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as MessageDescriptor
            ?? throw new ArgumentException($"{t} is not a protobuf message.", nameof(type)));
}
