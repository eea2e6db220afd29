using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>A payload with the converter that reads it.</summary>
internal sealed record EncodedRawValue(DataConverter Converter, Payload Payload) : IEncodedRawValue
{
    /// <inheritdoc />
    public Task<T> ToValueAsync<T>() => Converter.ToValueAsync<T>(Payload);

    /// <inheritdoc />
    public Task<object?> ToValueAsync(Type type) => Converter.ToValueAsync(Payload, type);
}
