using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Changes payloads on their way to and from the service, for example encrypts them.</summary>
public interface IPayloadCodec
{
    /// <summary>Encodes what is sent.</summary>
    Task<IReadOnlyCollection<Payload>> EncodeAsync(IReadOnlyCollection<Payload> payloads);

    /// <summary>Decodes what is received.</summary>
    Task<IReadOnlyCollection<Payload>> DecodeAsync(IReadOnlyCollection<Payload> payloads);
}
