using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Everything else, as JSON.</summary>
public class JsonPlainConverter(JsonSerializerOptions serializerOptions) : IEncodingConverter
{
    private static readonly ByteString _encodingBytes = ByteString.CopyFromUtf8("json/plain");

    /// <inheritdoc />
    public virtual string Encoding => "json/plain";

    /// <summary>How values are written and read.</summary>
    protected JsonSerializerOptions SerializerOptions { get; } = serializerOptions;

    /// <inheritdoc />
    public virtual bool TryToPayload(object? value, out Payload? payload)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, value?.GetType() ?? typeof(object), SerializerOptions);
        payload = EncodedPayload.Create(_encodingBytes, UnsafeByteOperations.UnsafeWrap(json));
        return true;
    }

    /// <inheritdoc />
    public virtual object? ToValue(Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return JsonSerializer.Deserialize(payload.Data.Span, type, SerializerOptions);
    }
}
