using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>A workflow was terminated.</summary>
public class TerminatedFailureException : FailureException
{
    /// <summary>A termination that came over the wire.</summary>
    protected internal TerminatedFailureException(Failure failure, Exception? inner, InboundFailureDetails? details)
        : base(failure, inner) => Details = details;

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>What whoever terminated it said.</summary>
    public IFailureDetails? Details { get; }
}
