using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>An exception that stands in histories as a failure. Thrown in a workflow it fails the workflow.</summary>
public class FailureException : TemporalException
{
    /// <summary>A failure of this code.</summary>
    protected FailureException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>A failure that came over the wire.</summary>
    protected FailureException(Failure failure, Exception? inner)
        : base(failure?.Message ?? throw new ArgumentNullException(nameof(failure)), inner) => Failure = failure;

    /// <summary>The failure as it came over the wire; null where this code made it.</summary>
    public Failure? Failure { get; }

    /// <inheritdoc />
    public override string? StackTrace =>
        Failure is { StackTrace.Length: > 0 } ? string.Join(Environment.NewLine, Failure.StackTrace, base.StackTrace) : base.StackTrace;

    /// <summary>The failure, which exceptions that are only made from the wire always have.</summary>
    internal static Failure Require(FailureException exception) => exception.Failure ?? throw new InvalidOperationException("The exception holds no failure.");
}
