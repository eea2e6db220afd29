using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>The service failed something.</summary>
public class ServerFailureException : FailureException
{
    /// <summary>A failure that came over the wire.</summary>
    protected internal ServerFailureException(Failure failure, Exception? inner)
        : base(failure, inner) => NonRetryable = failure?.ServerFailureInfo?.NonRetryable ?? false;

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>Whether it is never tried again.</summary>
    public bool NonRetryable { get; }
}
