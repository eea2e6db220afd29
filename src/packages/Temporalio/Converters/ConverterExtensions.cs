using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Shorter ways to convert.</summary>
public static class ConverterExtensions
{
    /// <summary>The encoded payloads of values.</summary>
    public static async Task<IReadOnlyCollection<Payload>> ToPayloadsAsync(this DataConverter converter, IReadOnlyCollection<object?> values)
    {
        ArgumentNullException.ThrowIfNull(converter);
        var payloads = converter.PayloadConverter.ToPayloads(values);
        return converter.PayloadCodec is { } codec ? await codec.EncodeAsync(payloads).ConfigureAwait(false) : payloads;
    }

    /// <summary>The encoded payload of a value.</summary>
    public static async Task<Payload> ToPayloadAsync(this DataConverter converter, object? value)
    {
        ArgumentNullException.ThrowIfNull(converter);
        var payload = converter.PayloadConverter.ToPayload(value);
        return converter.PayloadCodec is { } codec ? (await codec.EncodeAsync([payload]).ConfigureAwait(false)).Single() : payload;
    }

    /// <summary>The value of an encoded payload.</summary>
    public static async Task<T> ToValueAsync<T>(this DataConverter converter, Payload payload) =>
        (T)(await converter.ToValueAsync(payload, typeof(T)).ConfigureAwait(false))!;

    /// <summary>The value of an encoded payload.</summary>
    public static async Task<object?> ToValueAsync(this DataConverter converter, Payload payload, Type type)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (converter.PayloadCodec is { } codec)
        {
            payload = (await codec.DecodeAsync([payload]).ConfigureAwait(false)).Single();
        }

        return converter.PayloadConverter.ToValue(payload, type);
    }

    /// <summary>The value of exactly one encoded payload.</summary>
    public static async Task<T> ToSingleValueAsync<T>(this DataConverter converter, IReadOnlyCollection<Payload> payloads) =>
        (T)(await converter.ToSingleValueAsync(payloads, typeof(T)).ConfigureAwait(false))!;

    /// <summary>The value of exactly one encoded payload.</summary>
    public static async Task<object?> ToSingleValueAsync(this DataConverter converter, IReadOnlyCollection<Payload> payloads, Type type)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (converter.PayloadCodec is { } codec)
        {
            payloads = await codec.DecodeAsync(payloads).ConfigureAwait(false);
        }

        return payloads is { Count: 1 }
            ? converter.PayloadConverter.ToValue(payloads.Single(), type)
            : throw new ArgumentException($"Expected 1 payload, found {payloads?.Count ?? 0}.", nameof(payloads));
    }

    /// <summary>The exception of an encoded failure.</summary>
    public static async Task<Exception> ToExceptionAsync(this DataConverter converter, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(converter);
        ArgumentNullException.ThrowIfNull(failure);
        if (converter.PayloadCodec is { } codec)
        {
            failure = failure.Clone();
            await FailurePayloads.ReplaceAsync(failure, codec.DecodeAsync).ConfigureAwait(false);
        }

        return converter.FailureConverter.ToException(failure, converter.PayloadConverter);
    }

    /// <summary>The encoded failure of an exception.</summary>
    public static async Task<Failure> ToFailureAsync(this DataConverter converter, Exception exc)
    {
        ArgumentNullException.ThrowIfNull(converter);
        var failure = converter.FailureConverter.ToFailure(exc, converter.PayloadConverter);
        if (converter.PayloadCodec is { } codec)
        {
            failure = failure.Clone();
            await FailurePayloads.ReplaceAsync(failure, codec.EncodeAsync).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>The payloads of values.</summary>
    public static IReadOnlyCollection<Payload> ToPayloads(this IPayloadConverter converter, IReadOnlyCollection<object?> values)
    {
        ArgumentNullException.ThrowIfNull(converter);
        return [.. values.Select(converter.ToPayload)];
    }

    /// <summary>The value of a payload.</summary>
    public static T ToValue<T>(this IPayloadConverter converter, Payload payload)
    {
        ArgumentNullException.ThrowIfNull(converter);
        return (T)converter.ToValue(payload, typeof(T))!;
    }

    /// <summary>The value of a raw value.</summary>
    public static T ToValue<T>(this IPayloadConverter converter, IRawValue rawValue)
    {
        ArgumentNullException.ThrowIfNull(rawValue);
        return converter.ToValue<T>(rawValue.Payload);
    }

    /// <summary>The raw value of a value.</summary>
    public static RawValue ToRawValue(this IPayloadConverter converter, object? value)
    {
        ArgumentNullException.ThrowIfNull(converter);
        return new(converter.ToPayload(value));
    }
}
