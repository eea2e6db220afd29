using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>A payload as it came over the wire, not decoded yet.</summary>
public interface IEncodedRawValue
{
    /// <summary>The payload.</summary>
    Payload Payload { get; }

    /// <summary>Its value.</summary>
    Task<T> ToValueAsync<T>();

    /// <summary>Its value.</summary>
    Task<object?> ToValueAsync(Type type);
}
