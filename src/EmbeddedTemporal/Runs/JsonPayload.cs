using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Values that the service itself puts where payloads stand.</summary>
internal static class JsonPayload
{
    public static Payload From(string text) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(JsonSerializer.Serialize(text)),
    };
}
