using Temporalio.Api.Failure.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>Something was cancelled.</summary>
public class CanceledFailureException : FailureException
{
    /// <summary>A cancellation that this code reports.</summary>
    protected internal CanceledFailureException(string message, Exception? inner = null, IReadOnlyCollection<object?>? details = null)
        : base(message, inner) => Details = new OutboundFailureDetails(details ?? []);

    /// <summary>A cancellation that came over the wire.</summary>
    protected internal CanceledFailureException(Failure failure, Exception? inner, IPayloadConverter converter)
        : base(failure, inner) =>
        Details = new InboundFailureDetails(converter, failure?.CanceledFailureInfo?.Details?.Payloads_ ?? []);

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>Values that travel with it.</summary>
    public IFailureDetails Details { get; }
}
