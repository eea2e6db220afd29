namespace Temporalio.Converters;

/// <summary>How values and exceptions travel.</summary>
/// <param name="PayloadConverter">Turns values into payloads and back.</param>
/// <param name="FailureConverter">Turns exceptions into failures and back.</param>
/// <param name="PayloadCodec">Changes payloads on their way, if anything does.</param>
public record DataConverter(IPayloadConverter PayloadConverter, IFailureConverter FailureConverter, IPayloadCodec? PayloadCodec = null)
{
    /// <summary>JSON, readable failures, no codec.</summary>
    public static DataConverter Default { get; } = new(new DefaultPayloadConverter(), new DefaultFailureConverter());
}
