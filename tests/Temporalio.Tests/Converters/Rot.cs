using System.Text;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Tests.Converters;

/// <summary>Makes payloads unreadable, but not for long.</summary>
internal sealed class Rot : IPayloadCodec
{
    public Task<IReadOnlyCollection<Payload>> EncodeAsync(IReadOnlyCollection<Payload> payloads) => Task.FromResult<IReadOnlyCollection<Payload>>(
        [.. payloads.Select(p => new Payload { Data = ByteString.CopyFromUtf8(Convert.ToBase64String(p.ToByteArray())) })]);

    public Task<IReadOnlyCollection<Payload>> DecodeAsync(IReadOnlyCollection<Payload> payloads) => Task.FromResult<IReadOnlyCollection<Payload>>(
        [.. payloads.Select(p => Payload.Parser.ParseFrom(Convert.FromBase64String(Encoding.UTF8.GetString(p.Data.Span))))]);
}
