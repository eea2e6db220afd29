using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>Something took too long.</summary>
public class TimeoutFailureException : FailureException
{
    /// <summary>A timeout that came over the wire.</summary>
    protected internal TimeoutFailureException(Failure failure, Exception? inner, IPayloadConverter converter)
        : base(failure, inner)
    {
        var info = failure?.TimeoutFailureInfo ?? throw new ArgumentException("Not a timeout failure.", nameof(failure));
        TimeoutType = info.TimeoutType;
        LastHeartbeatDetails = new(converter, info.LastHeartbeatDetails?.Payloads_ ?? []);
    }

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>Which of its timeouts it was.</summary>
    public TimeoutType TimeoutType { get; }

    /// <summary>What the last heartbeat said.</summary>
    public InboundFailureDetails LastHeartbeatDetails { get; }
}
