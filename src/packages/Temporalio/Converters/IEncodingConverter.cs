using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Knows one encoding of payloads.</summary>
public interface IEncodingConverter
{
    /// <summary>Its name, as it stands in the metadata under <c>encoding</c>.</summary>
    string Encoding { get; }

    /// <summary>The payload of a value, if this encoding is for such values.</summary>
    bool TryToPayload(object? value, out Payload? payload);

    /// <summary>The value of a payload of this encoding.</summary>
    object? ToValue(Payload payload, Type type);
}
