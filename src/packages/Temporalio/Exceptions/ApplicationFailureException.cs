using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>A failure of workflow or activity code, with a type to tell it by.</summary>
public class ApplicationFailureException : FailureException
{
    /// <summary>A failure without a cause.</summary>
    /// <param name="message">For people.</param>
    /// <param name="errorType">For programs; retry policies list these.</param>
    /// <param name="nonRetryable">Whether it is never tried again.</param>
    /// <param name="details">Values that travel with it.</param>
    /// <param name="nextRetryDelay">The wait before the next attempt, in place of the retry policy's.</param>
    /// <param name="category">Whether it is expected.</param>
    public ApplicationFailureException(
        string message,
        string? errorType = null,
        bool nonRetryable = false,
        IReadOnlyCollection<object?>? details = null,
        TimeSpan? nextRetryDelay = null,
        ApplicationErrorCategory category = ApplicationErrorCategory.Unspecified)
        : this(message, null, errorType, nonRetryable, details, nextRetryDelay, category)
    {
    }

    /// <summary>A failure with a cause.</summary>
    /// <param name="message">For people.</param>
    /// <param name="inner">The cause.</param>
    /// <param name="errorType">For programs; retry policies list these.</param>
    /// <param name="nonRetryable">Whether it is never tried again.</param>
    /// <param name="details">Values that travel with it.</param>
    /// <param name="nextRetryDelay">The wait before the next attempt, in place of the retry policy's.</param>
    /// <param name="category">Whether it is expected.</param>
    public ApplicationFailureException(
        string message,
        Exception? inner,
        string? errorType = null,
        bool nonRetryable = false,
        IReadOnlyCollection<object?>? details = null,
        TimeSpan? nextRetryDelay = null,
        ApplicationErrorCategory category = ApplicationErrorCategory.Unspecified)
        : base(message, inner)
    {
        ErrorType = errorType;
        NonRetryable = nonRetryable;
        Details = new OutboundFailureDetails(details ?? []);
        NextRetryDelay = nextRetryDelay;
        Category = category;
    }

    /// <summary>A failure that came over the wire.</summary>
    protected internal ApplicationFailureException(Failure failure, Exception? inner, IPayloadConverter converter)
        : base(failure, inner)
    {
        var info = failure?.ApplicationFailureInfo ?? throw new ArgumentException("Not an application failure.", nameof(failure));
        ErrorType = info.Type.Length == 0 ? null : info.Type;
        NonRetryable = info.NonRetryable;
        Details = new InboundFailureDetails(converter, info.Details?.Payloads_ ?? []);
        NextRetryDelay = info.NextRetryDelay?.ToTimeSpan();
        Category = info.Category;
    }

    /// <summary>The type for programs.</summary>
    public string? ErrorType { get; }

    /// <summary>Whether it is never tried again.</summary>
    public bool NonRetryable { get; }

    /// <summary>Values that travel with it.</summary>
    public IFailureDetails Details { get; }

    /// <summary>The wait before the next attempt, in place of the retry policy's.</summary>
    public TimeSpan? NextRetryDelay { get; }

    /// <summary>Whether it is expected.</summary>
    public ApplicationErrorCategory Category { get; }
}
