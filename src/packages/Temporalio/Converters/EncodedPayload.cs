using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>The metadata that payloads carry.</summary>
internal static class EncodedPayload
{
    public const string EncodingKey = "encoding";
    public const string MessageTypeKey = "messageType";

    public static Payload Create(ByteString encoding, ByteString data)
    {
        var payload = new Payload { Data = data };
        payload.Metadata.Add(EncodingKey, encoding);
        return payload;
    }
}
