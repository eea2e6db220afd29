using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Turns values into payloads and back. Must be deterministic: workflows call it.</summary>
public interface IPayloadConverter
{
    /// <summary>The payload of a value.</summary>
    Payload ToPayload(object? value);

    /// <summary>The value of a payload.</summary>
    object? ToValue(Payload payload, Type type);
}
