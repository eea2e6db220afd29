using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Exceptions;

namespace Temporalio.Converters;

/// <summary>Writes exceptions as Temporal's SDKs do: any other exception is an application failure of its type's name.</summary>
public class DefaultFailureConverter : IFailureConverter
{
    private const string Source = "DotNetSDK";

    /// <summary>A converter that leaves message and stack trace readable.</summary>
    public DefaultFailureConverter()
        : this(new())
    {
    }

    /// <summary>A converter with options.</summary>
    protected DefaultFailureConverter(DefaultFailureConverterOptions options) => Options = options;

    /// <summary>How failures are written.</summary>
    public DefaultFailureConverterOptions Options { get; }

    /// <inheritdoc />
    public virtual Failure ToFailure(Exception exception, IPayloadConverter payloadConverter)
    {
        ArgumentNullException.ThrowIfNull(exception);

        // What came over the wire goes back as it was.
        var known = (exception as FailureException)?.Failure;
        if (known is not null && !Options.EncodeCommonAttributes)
        {
            return known;
        }

        var failure = known?.Clone() ?? FromHere(exception, payloadConverter);
        if (Options.EncodeCommonAttributes)
        {
            failure.EncodedAttributes = payloadConverter.ToPayload(new EncodedAttributes(failure.Message, failure.StackTrace));
            failure.Message = "Encoded failure";
            failure.StackTrace = string.Empty;
        }

        return failure;
    }

    /// <inheritdoc />
    public virtual Exception ToException(Failure failure, IPayloadConverter payloadConverter)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (failure.EncodedAttributes is { } encoded && Decoded(encoded, payloadConverter) is { } attributes)
        {
            failure = failure.Clone();
            failure.Message = attributes.message;
            failure.StackTrace = attributes.stack_trace;
        }

        var inner = failure.Cause is { } cause ? ToException(cause, payloadConverter) : null;
        return failure.FailureInfoCase switch
        {
            Failure.FailureInfoOneofCase.ApplicationFailureInfo => new ApplicationFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TimeoutFailureInfo => new TimeoutFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.CanceledFailureInfo => new CanceledFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TerminatedFailureInfo => new TerminatedFailureException(failure, inner, null),
            Failure.FailureInfoOneofCase.ServerFailureInfo => new ServerFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ActivityFailureInfo => new ActivityFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ChildWorkflowExecutionFailureInfo => new ChildWorkflowFailureException(failure, inner),
            _ => new UnknownFailureException(failure, inner),
        };
    }

    private Failure FromHere(Exception exception, IPayloadConverter payloadConverter)
    {
        var failure = new Failure
        {
            Message = exception.Message,
            Source = Source,
            StackTrace = exception.StackTrace ?? string.Empty,
            Cause = exception.InnerException is { } inner ? ToFailure(inner, payloadConverter) : null,
        };
        SetInfo(failure, exception, payloadConverter);
        return failure;
    }

    /// <summary>Null where it cannot be read: whoever has no key learns at least that something failed, and of what kind.</summary>
    private static EncodedAttributes? Decoded(Payload encoded, IPayloadConverter converter)
    {
        try
        {
            return converter.ToValue<EncodedAttributes?>(encoded);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static void SetInfo(Failure failure, Exception exception, IPayloadConverter converter)
    {
        switch (exception)
        {
            case ApplicationFailureException application:
                failure.ApplicationFailureInfo = new()
                {
                    Type = application.ErrorType ?? string.Empty,
                    NonRetryable = application.NonRetryable,
                    Details = ToPayloads(application.Details, converter),
                    NextRetryDelay = application.NextRetryDelay?.ToDuration(),
                    Category = application.Category,
                };
                break;
            case CanceledFailureException canceled:
                failure.CanceledFailureInfo = new() { Details = ToPayloads(canceled.Details, converter) };
                break;
            case WorkflowAlreadyStartedException:
                failure.ApplicationFailureInfo = new() { Type = "WorkflowAlreadyStarted" };
                break;
            default:
                failure.ApplicationFailureInfo = new() { Type = exception.GetType().Name };
                break;
        }
    }

    private static Payloads? ToPayloads(IFailureDetails details, IPayloadConverter converter)
    {
        if (details.Count == 0)
        {
            return null;
        }

        var payloads = new Payloads();
        payloads.Payloads_.AddRange(details switch
        {
            OutboundFailureDetails outbound => outbound.Details.Select(converter.ToPayload),
            InboundFailureDetails inbound => inbound.Payloads,
            _ => [],
        });
        return payloads;
    }

    /// <summary>A failure of a kind that this version does not know.</summary>
    private sealed class UnknownFailureException(Failure failure, Exception? inner) : FailureException(failure, inner);

#pragma warning disable IDE1006, SA1300 // The names are the wire's, the same in every SDK.
    private sealed record EncodedAttributes(string message, string stack_trace);
#pragma warning restore IDE1006, SA1300
}
